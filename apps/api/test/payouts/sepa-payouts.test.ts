import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATOR } from '../support/operator.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';
import { demandValid, textsOf } from './sepa-schema.ts';

const GEORGIAN = 'GE29NB0000000101904917';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
  await shop.hub.deps.services.storefronts.setDefaultCurrency('EUR');
});
afterAll(() => shop.hub.stop());

const draft = (affiliateIds: number[], rail: string, more: object = {}) =>
  shop.ask('POST', '/api/payouts/batches', { rail, currency: 'EUR', affiliateIds, ...more });
const step = (id: number, name: string, by = shop.maker) =>
  shop.ask('POST', `/api/payouts/batches/${id}/${name}`, {}, by);

test('a batch in euros is handed over as a file of the schema, which leaves out accounts beyond SEPA', async () => {
  const ada = await shop.earner('ada', '20', '0.10');
  const bob = await shop.earner('bob', '1010.15');
  const nino = await shop.earner('nino', '30');
  await shop.bank(ada);
  await shop.bank(bob, 'RS35260005601001611379');
  await shop.bank(nino, GEORGIAN);
  const ids = [ada.id, bob.id, nino.id];
  expect(await draft(ids, 'sepa')).toMatchObject({
    status: 409,
    body: { error: { message: /not set up for SEPA/ } },
  });
  const settings = await shop.ask('PUT', '/api/payouts/settings', {
    debtor: { name: 'Söhne & Co', iban: 'AT611904300234573201' },
    reference: 'Commission {batch}',
    password: OPERATOR.password,
  });
  expect(settings.status, JSON.stringify(settings.body)).toBe(200);
  const leftOut = [
    {
      ...{ affiliateId: nino.id, affiliateHandle: 'nino', amount: '30.00', reason: 'countryNotOnRail' },
      because: 'has an account in a country that this way does not reach',
    },
  ];
  const dry = await draft(ids, 'sepa', { dryRun: true });
  expect(dry.body).toMatchObject({ total: '1030.25', itemCount: 2, leftOut });
  const { body: drafted } = await draft(ids, 'sepa');
  expect(drafted).toMatchObject({ currency: 'EUR', total: '1030.25', itemCount: 2, leftOut });
  await step(drafted.id, 'approve', shop.checker);
  const { body: sent } = await step(drafted.id, 'submit');
  expect(sent).toMatchObject({ state: 'submitted', file: { name: expect.stringMatching(/\.xml$/) } });
  const { body: xml } = await shop.hub.app.inject({
    method: 'GET',
    url: `/api/payouts/batches/${drafted.id}/file`,
    headers: shop.maker,
  });
  demandValid(xml, 'pain.001.001.09');
  const texts = (name: string) => textsOf(xml, name);
  expect(texts('IBAN')).toEqual(['AT611904300234573201', 'DE89370400440532013000', 'RS35260005601001611379']);
  expect(texts('InstdAmt')).toEqual(['20.10', '1010.15']);
  expect(texts('CtrlSum')).toEqual(['1030.25', '1030.25']);
  expect(texts('MsgId')).toEqual([sent.messageId]);
  expect(texts('EndToEndId')).toEqual(sent.items.map(({ reference }: { reference: string }) => reference));
  expect(texts('Ustrd')).toEqual(Array(2).fill(`Commission ${drafted.id}`));
  expect((await step(drafted.id, 'settle')).body).toMatchObject({ state: 'settled' });
  // Another way pays there.
  expect((await draft([nino.id], 'csv')).body).toMatchObject({ total: '30.00', leftOut: [] });
});

test('the details say whether SEPA reaches the account', async () => {
  const [near, far, mailed] = [
    await shop.earner('near'),
    await shop.earner('far'),
    await shop.earner('mailed'),
  ];
  const details = async ({ id }: { id: number }) =>
    (await shop.ask('GET', `/api/affiliates/${id}/payout-details`)).body;
  expect(await details(near)).toMatchObject({ method: null, inSepa: null });
  await shop.bank(near);
  await shop.bank(far, GEORGIAN);
  await shop.ask('PUT', `/api/affiliates/${mailed.id}/payout-details`, {
    ...{ method: 'paypal', email: 'mailed@partners.example', password: OPERATOR.password },
  });
  expect(await details(near)).toMatchObject({ method: 'bank', inSepa: true });
  expect(await details(far)).toMatchObject({ method: 'bank', inSepa: false });
  expect(await details(mailed)).toMatchObject({ method: 'paypal', inSepa: null });
});
