import { source } from 'axe-core';
import type { Page } from 'playwright-core';

/** What another theme can break on a page that is fine in one: it has other colours, and the same elements. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/**
 * Returns what breaks a rule of axe on the whole page as it stands: the rule, and the first element that breaks it. Waits
 * for what fades in or changes its theme, because half a colour has half the contrast. With `isOnlyColours`, only for a
 * page that was looked at in its other theme, it tries the rules of colour alone.
 */
export async function violationsOn(page: Page, { isOnlyColours = false } = {}): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    // No rule that is on reads style sheets, which would be fetched again each time.
    preload: false,
    ...(isOnlyColours ? { runOnly: RULES_OF_COLOUR } : {}),
  };
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(source);
  return page.evaluate(`(async () => {
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    const { violations } = await axe.run(${JSON.stringify(options)});
    return violations.map(({ id, nodes }) => id + ': ' + nodes[0].html);
  })()`);
}
