import { postTransfers } from '@dreamteamhub/db/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { issueKey } from '../support/shop.ts';
import { balances, earn, move, partner } from './money-in-hand.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(() => hub.stop());

/** A conversion that was paid 7.00, and perhaps 3.00 more before 3.00 were refunded. */
async function suspended(handle: string) {
  const affiliate = await partner(hub, handle);
  const conversionId = await earn(hub, affiliate, '70.00');
  await move(hub, owner, conversionId, 'approve');
  await move(hub, owner, conversionId, 'mark-paid');
  const shared = { storefrontId: 1, affiliateId: affiliate.id, currency: 'USD', amount: '3.00' };
  await hub.deps.db.transaction((tx) =>
    postTransfers(tx, [
      {
        ...{ ...shared, debit: 'suspense', credit: 'cash.manual', cause: 'migrate' },
        ...{ causeId: String(conversionId), leg: 0, reason: 'nobody knows' },
      },
    ]),
  );
  const { body } = await list();
  return { affiliate, conversionId, transferId: body[0].transferId as number, row: body[0] };
}

const list = (query = '', headers = owner) =>
  call(hub, { method: 'GET', url: `/api/ledger/suspense?${query}`, headers });
const resolve = (id: number, decision: string, headers = owner) =>
  call(hub, { method: 'POST', url: `/api/ledger/suspense/${id}/resolve`, body: { decision }, headers });
const suspense = async () =>
  (await call(hub, { method: 'GET', url: '/api/ledger/accounts', headers: owner })).body.accounts.find(
    ({ kind }: { kind: string }) => kind === 'suspense',
  )?.closing;

test('what was paid is owed by the affiliate', async () => {
  const { affiliate, conversionId, transferId, row } = await suspended('was-paid');
  expect(row).toMatchObject({
    ...{ storefront: 'default', affiliateId: affiliate.id, affiliateHandle: 'was-paid', conversionId },
    ...{ currency: 'USD', amount: '3.00', reason: 'nobody knows' },
  });
  expect(await suspense()).toBe('-3.00');
  expect(await resolve(transferId, 'paid')).toMatchObject({ status: 200, body: { success: true } });
  expect(await balances(hub, affiliate)).toMatchObject([{ payable: '-3.00', paid: '10.00' }]);
  expect([await suspense(), (await list()).body]).toEqual(['0.00', []]);
  const of = await call(hub, {
    ...{ method: 'GET', headers: owner },
    url: `/api/ledger/transfers?conversionId=${conversionId}&cause=migrate`,
  });
  expect(of.body).toMatchObject([
    { debit: 'payable', credit: 'suspense', amount: '3.00', conversionId, actor: 'olivia@shop.example' },
    { debit: 'suspense', credit: 'cash.manual', amount: '3.00', conversionId, actor: null },
  ]);
});

test('what was not paid never left', async () => {
  const { affiliate, transferId } = await suspended('was-not');
  await resolve(transferId, 'notPaid');
  expect(await balances(hub, affiliate)).toMatchObject([{ payable: '0.00', paid: '7.00' }]);
  expect(await suspense()).toBe('0.00');
});

test('is decided once, whoever else decides it at the same moment', async () => {
  const { affiliate, transferId } = await suspended('raced');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => resolve(transferId, index % 2 === 0 ? 'paid' : 'notPaid')),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(409)]);
  expect(await suspense()).toBe('0.00');
  const [{ payable } = {}] = await balances(hub, affiliate);
  expect(['0.00', '-3.00']).toContain(payable);
});

test('is listed page by page, and decided by operators only', async () => {
  const ids = [(await suspended('one')).transferId, (await suspended('two')).transferId];
  const first = await list('limit=1');
  expect(first.body).toMatchObject([{ transferId: ids[1] }]);
  const next = /^<([^>]+)>/.exec(String(first.headers.link))?.[1] ?? '';
  const second = await call(hub, { method: 'GET', url: next, headers: owner });
  expect([second.body[0].transferId, second.headers.link]).toEqual([ids[0], undefined]);
  const { key } = await issueKey(hub, 'secret', { storefront: 'default' });
  expect((await list('', { authorization: `Bearer ${key}` })).body).toHaveLength(2);
  const analyst = await signedIn(hub, await createPerson(hub, 'analyst'));
  expect((await list('', analyst)).body).toHaveLength(2);
  expect((await resolve(ids[0] ?? 0, 'paid', analyst)).status).toBe(403);
});

test('of another transfer, and of none, there is nothing to decide', async () => {
  const affiliate = await partner(hub, 'plain');
  await earn(hub, affiliate, '10.00');
  const listed = await call(hub, {
    method: 'GET',
    url: `/api/ledger/transfers?affiliateId=${affiliate.id}`,
    headers: owner,
  });
  for (const id of [listed.body[0].id, 999_999]) expect((await resolve(id, 'paid')).status).toBe(404);
  expect((await resolve(listed.body[0].id, 'perhaps')).status).toBe(400);
});
