import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everythingStored } from '../support/everything.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  await hub.owner.execute(sql`INSERT INTO storefronts (slug, name, currency) VALUES ('jp', 'JP', 'JPY')`);
});
afterAll(() => hub.stop());

const url = '/api/payouts/settings';
const get = async (query = '', headers = owner) => call(hub, { method: 'GET', url: url + query, headers });
const set = (body: object, headers = owner) =>
  call(hub, { method: 'PUT', url, headers, body: { password: OPERATOR.password, ...body } });

const SEPA = { version: 'pain.001.001.09', batchBooking: true, groupSum: true, missingBic: 'omit' };

test('before anything is set, only rails without an account are there', async () => {
  expect((await get()).body).toEqual({
    ...{ storefront: 'default', currency: 'USD', minimum: '0.00', reference: null, debtor: null, sepa: SEPA },
    ...{ paypal: null, rails: ['manual', 'csv'], changedAt: null, changedBy: null },
  });
});

test('what is given changes, all else stays, and no secret is ever answered', async () => {
  const first = await set({
    minimum: 25,
    debtor: { name: ' Shop\u00A0GmbH ', iban: 'de89 3704 0044 0532 0130 00', bic: 'cobadeffxxx' },
    paypal: { environment: 'sandbox', clientId: 'AbCd-client-1234', clientSecret: 'never shown' },
  });
  expect([first.status, first.body]).toMatchObject([
    200,
    {
      ...{ minimum: '25.00', rails: ['manual', 'csv', 'sepa', 'paypal'], changedBy: OPERATOR.email },
      debtor: { name: 'Shop GmbH', iban: '…3000', bic: 'COBADEFFXXX' },
      paypal: { environment: 'sandbox', client: '…1234' },
    },
  ]);
  const second = await set({ sepa: { groupSum: false }, reference: 'Commission {period}, {batch}' });
  expect(second.body).toMatchObject({
    ...{ minimum: '25.00', reference: 'Commission {period}, {batch}', sepa: { ...SEPA, groupSum: false } },
    debtor: first.body.debtor,
  });
  const third = await set({ sepa: { missingBic: 'notProvided' }, paypal: null });
  expect(third.body).toMatchObject({
    ...{ sepa: { ...SEPA, groupSum: false, missingBic: 'notProvided' }, paypal: null },
    rails: ['manual', 'csv', 'sepa'],
  });
  const { payoutSettings } = hub.deps.services;
  expect(await payoutSettings.getSepaProfile(1)).toEqual(third.body.sepa);
  expect(await payoutSettings.getPayPal(1)).toBeNull();
  expect((await payoutSettings.getDebtor(1))?.iban).toBe('DE89370400440532013000');
  expect(await everythingStored(hub)).not.toMatch(/DE89370400440532013000|never shown|AbCd-client/);
  const audit = await query<{ before: unknown; after: unknown }>(
    hub,
    sql`SELECT before, after FROM audit_log WHERE action = 'payouts.setPayoutSettings' ORDER BY id`,
  );
  expect(audit).toMatchObject([
    { after: { minimum: '25.00', debtor: '…3000', paypal: '…1234', paypalSecret: 'entered' } },
    { before: { reference: null }, after: { reference: 'Commission {period}, {batch}' } },
    { before: { paypal: '…1234' }, after: { paypal: null } },
  ]);
});

describe('refused, with the name of the field', () => {
  test.each([
    [{ minimum: '1.005' }, 'minimum: '],
    [{ storefront: 'jp', minimum: '1.5' }, 'minimum: '],
    [{ reference: 'Payout {month}' }, 'reference: may have {batch} and {period} filled in'],
    [{ reference: 'Payout {batch' }, 'reference: '],
    [{ debtor: { name: 'Shop', iban: 'DE88370400440532013000' } }, 'debtor.iban: has a wrong check digit'],
    [{ debtor: { name: 'Shop', iban: 'DE89370400440532013000', bic: 'X' } }, 'debtor.bic: has 1 characters'],
    [{ debtor: { name: '\u200B', iban: 'DE89370400440532013000' } }, 'debtor.name: '],
    [{ paypal: { clientId: 'x', clientSecret: 'y' } }, 'paypal.clientId: is too short'],
    [{ sepa: { version: 'pain.001.001.02' } }, 'sepa.version: '],
    [{ sepa: { colour: 'red' } }, 'sepa.colour: is not a known field'],
    [{ storefront: 'nowhere' }, 'storefront: there is no storefront "nowhere"'],
    [{ minimum: 1, password: 'wrong' }, 'password: is not your password'],
  ])('%j', async (body, message) => {
    const before = (await get()).body;
    const answer = await set(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
    expect((await get()).body).toEqual(before);
  });
});

test('amounts have the storefront’s currency, and each storefront its own settings', async () => {
  expect((await set({ storefront: 'jp', minimum: '3000' })).body).toMatchObject({
    currency: 'JPY',
    minimum: '3000',
  });
  expect((await get('?storefront=jp')).body).toMatchObject({ minimum: '3000', debtor: null });
  expect((await get()).body.minimum).toBe('25.00');
});

test('an operator reads them, and only an owner changes them', async () => {
  const operator = await createPerson(hub, 'operator');
  const headers = await signedIn(hub, operator);
  expect((await get('', headers)).status).toBe(200);
  expect((await set({ minimum: 1, password: operator.password }, headers)).status).toBe(403);
});

test('of changes at once to different fields, none is lost', async () => {
  const answers = await Promise.all([
    set({ sepa: { groupSum: true } }),
    set({ sepa: { batchBooking: false } }),
    set({ minimum: '7.00' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await get()).body).toMatchObject({
    minimum: '7.00',
    sepa: { groupSum: true, batchBooking: false },
  });
});
