import { source } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Returns what breaks a rule of axe on the whole page as it stands: the rule, and the first element that breaks it. Waits
 * for what fades in or changes its theme, because half a colour has half the contrast.
 */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(`(async () => {
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => id + ': ' + nodes[0].html);
  })()`);
}
