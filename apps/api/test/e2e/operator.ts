import { readSetupLink } from '@dreamteamhub/harness/product.ts';
import type { Page } from 'playwright-core';

export const OPERATOR = {
  name: 'Olivia Park',
  email: 'olivia@shop.example',
  password: 'canary-operator-password',
};

/** Creates the hub's first operator with its one-time link, and leaves them at the overview. */
export async function createFirstOperator(page: Page, origin: string, dataDir: string): Promise<void> {
  const link = new URL(await readSetupLink(dataDir));
  await page.goto(origin + link.pathname + link.search);
  await page.getByLabel('Name').fill(OPERATOR.name);
  await page.getByLabel('Email').fill(OPERATOR.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(`${origin}/`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
