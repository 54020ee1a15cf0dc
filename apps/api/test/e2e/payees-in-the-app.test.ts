import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { act, send } from './full-hub.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

describe.skipIf(isBrowserMissing)('where partners are paid, and how a shop pays, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    await send(product, 'POST', '/api/affiliates', {
      ...{ handle: 'tech-blog', name: 'Tech Blog' },
      commissionBps: 1000,
    });
    await send(product, 'POST', '/api/orders', { orderId: 'ORD-1', handle: 'tech-blog', revenue: '250.00' });
    await act(page, 'affiliates.approveConversion', { id: 1 });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const section = (name: string) => main().getByRole('region', { name });
  const dialog = () => page.getByRole('dialog');
  const field = (name: string) => dialog().getByRole('textbox', { name });
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const prove = (password = OPERATOR.password) => field('Password').fill(password);
  const submit = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

  test('an IBAN is typed as people do, and what is wrong is said at its field', async () => {
    await open('/affiliates/1');
    await page.getByRole('tab', { name: 'Payouts' }).click();
    await section('Payout details').getByText('Nobody has said yet').waitFor();
    await click('Set details…');
    await field('IBAN').fill('DE88 3704 0044 0532 0130 00');
    await field('BIC').focus();
    await dialog().getByText('the check digits do not fit').waitFor();
    await field('IBAN').fill('de89 3704 0044 0532 013');
    await dialog().getByText('An IBAN of Germany has 22 characters. This one has 19.').waitFor();
    await field('IBAN').fill('de89370400440532013000');
    await field('BIC').focus();
    await expect.poll(() => field('IBAN').inputValue()).toBe('DE89 3704 0044 0532 0130 00');
    expect(await violationsOn(page)).toEqual([]);
    await prove('wrong password 1');
    await submit('Save');
    await dialog()
      .getByText(/is not your password/i)
      .waitFor();
    await prove();
    await submit('Save');
    await dialog().waitFor({ state: 'hidden' });
    const card = section('Payout details');
    await card.getByText('…3000').waitFor();
    expect(await card.textContent()).not.toContain('370400');
    expect(await card.getByText('On hold').count()).toBe(0);
  });

  test('a change waits, and says so before and after', async () => {
    await click('Change…');
    await dialog().getByText('A change waits 72 hours').waitFor();
    await dialog().getByText('PayPal', { exact: true }).click();
    await field('PayPal address').fill('not an address');
    await prove();
    await submit('Save');
    await dialog().getByText('Enter an email address.').waitFor();
    await field('PayPal address').fill('blog@tech.example');
    await submit('Save');
    await dialog().waitFor({ state: 'hidden' });
    await section('Payout details').getByText('On hold').waitFor();
    await section('Payout details').getByText('Nothing is paid there until').waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  test('a payout is requested for a partner, set aside, and rejected with a reason', async () => {
    await section('Payable').getByText('$25.00').waitFor();
    await click('Request payout');
    await dialog().getByText('An amount', { exact: true }).click();
    await field('Amount').fill('25.01');
    await submit('Request payout');
    await dialog().getByText('No more than is payable.').waitFor();
    await field('Amount').fill('10');
    await submit('Request payout');
    await dialog().waitFor({ state: 'hidden' });
    await section('Requests').getByText('$10.00').waitFor();
    await section('Payable').getByText('$15.00').waitFor();
    await open('/payouts/requests');
    await click('Reject… the request of Tech Blog');
    await submit('Reject');
    await dialog().getByText('Enter a reason.').waitFor();
    await field('Reason').fill('It is paid with all others');
    expect(await violationsOn(page)).toEqual([]);
    await submit('Reject');
    await main().getByText('No request waits').waitFor();
    await main().getByRole('combobox', { name: 'State' }).selectOption('Rejected');
    await main().getByText('Rejected: It is paid with all others').waitFor();
  });

  test('an owner sets how the shop pays; secrets are never shown again', async () => {
    await open('/payouts/settings');
    await click('Change… minimum and reference');
    await field('Minimum').fill('25');
    await field('Reference').fill('Commissions {period}, batch {batch}');
    await prove();
    await submit('Save');
    await section('Every payout').getByText('$25.00').waitFor();
    await click('Set account… bank account');
    await field('Account holder').fill('Tents & Co');
    await field('IBAN').fill('GB29 NWBK 6016 1331 9268 18');
    await prove();
    await submit('Save');
    await dialog().getByText('the check digits do not fit').waitFor();
    await field('IBAN').fill('GB29 NWBK 6016 1331 9268 19');
    await submit('Save');
    await section('Bank account').getByText('…6819').waitFor();
    await click('Change… SEPA file');
    await dialog().getByLabel('Booked as').selectOption('Each payment on its own');
    await prove();
    await submit('Save');
    await section('SEPA file').getByText('Each payment on its own').waitFor();
    await click('Connect… PayPal');
    await field('Client ID').fill('AbCdEf0123456789');
    await field('Secret').fill('a-secret-of-an-app');
    await prove();
    await submit('Save');
    await section('PayPal').getByText('Sealed, never shown').waitFor();
    expect(await main().textContent()).not.toContain('a-secret-of-an-app');
    expect(await violationsOn(page)).toEqual([]);
    await click('Disconnect… PayPal');
    await prove();
    await submit('Disconnect');
    await section('PayPal').getByText('With the credentials of a PayPal app').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
