import { startMailSink } from '@dreamteamhub/notifiers/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATOR } from '../support/operator.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let mail: Awaited<ReturnType<typeof startMailSink>>;
let shop: PayoutShop;
beforeAll(async () => {
  mail = await startMailSink();
  const env = {
    SMTP_HOST: mail.host,
    SMTP_PORT: String(mail.port),
    MAIL_FROM: 'hub@shop.example',
    EMAIL_TO: 'ops@shop.example',
    BRAND_NAME: 'Shop',
  };
  shop = await openPayoutShop({ env, works: true });
});
afterAll(async () => {
  await shop.hub.stop();
  await mail.close();
});

test('partners whose address is known hear what was paid and what came back; others are not asked for', async () => {
  const [ada, bob, eve] = [
    await shop.earner('ada', '10'),
    await shop.earner('bob', '20'),
    await shop.earner('eve', '30'),
  ];
  for (const { id, email } of [
    { id: ada.id, email: 'ada@partner.example' },
    { id: bob.id, email: 'bob@partner.example' },
  ]) {
    const details = { method: 'paypal', email, password: OPERATOR.password };
    expect((await shop.ask('PUT', `/api/affiliates/${id}/payout-details`, details)).status).toBe(200);
  }
  await shop.bank(eve);
  // Of the details themselves.
  await mail.waitForMessages(2, 30_000);
  const { body } = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id, bob.id, eve.id] },
  });
  await shop.ask('POST', `/api/payouts/batches/${body.id}/approve`, {}, shop.checker);
  const of = (id: number) =>
    body.items.find(({ affiliateId }: { affiliateId: number }) => affiliateId === id);
  const settled = await shop.ask('POST', `/api/payouts/batches/${body.id}/settle`, {
    items: [{ id: of(bob.id).id, outcome: 'failed', reason: 'account closed' }],
  });
  expect(settled.body.state).toBe('partly');
  const written = (await mail.waitForMessages(4, 30_000)).slice(2);
  expect(written.map(({ to, subject }) => [to[0], subject]).sort()).toEqual([
    ['ada@partner.example', 'Shop has paid you 10.00 USD'],
    ['bob@partner.example', 'A payment of 20.00 USD from Shop came back'],
  ]);
  const [back] = written.filter(({ to }) => to[0] === 'bob@partner.example');
  expect(JSON.stringify(back)).toContain('account closed');
  expect(mail.messages).toHaveLength(4);
}, 90_000);
