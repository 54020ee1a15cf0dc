import { PeopleDao } from '@dreamteamhub/db/people';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { oneTimeCode } from '../support/one-time-code.ts';
import {
  cookieHeader,
  createOperator,
  createPerson,
  OPERATOR,
  postAuth,
  signedIn,
} from '../support/operator.ts';
import { query } from '../support/shop.ts';
import { balances, partner } from './money-in-hand.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeEach(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterEach(() => hub.stop());

const url = '/api/ledger/second-person';
const read = async () => (await call(hub, { method: 'GET', url, headers: owner })).body;
const choose = (body: Record<string, unknown>, headers = owner) =>
  call(hub, { method: 'PUT', url, body: { password: OPERATOR.password, ...body }, headers });

async function approveOwn(): Promise<{ status: number; selfApproved?: boolean; affiliateId: number }> {
  const affiliate = await partner(hub, `own-${Math.random()}`);
  const proposed = await call(hub, {
    ...{ method: 'POST', url: '/api/ledger/adjustments', headers: owner },
    body: { affiliateId: affiliate.id, amount: 7, reason: 'x' },
  });
  const { status, body } = await call(hub, {
    ...{ method: 'POST', url: `/api/ledger/adjustments/${proposed.body.id}/decision`, headers: owner },
    body: { decision: 'approve' },
  });
  return { status, selfApproved: body.selfApproved, affiliateId: affiliate.id };
}

test('an owner who is alone may go without, which is marked wherever it is used', async () => {
  expect(await read()).toEqual({ secondPerson: 'required', isAlone: true, chosenAt: null, chosenBy: null });
  expect((await approveOwn()).status).toBe(403);
  // Who only looks changes no money.
  await createPerson(hub, 'analyst');
  expect((await choose({ secondPerson: 'alone' })).status).toBe(200);
  expect(await read()).toMatchObject({ secondPerson: 'alone', isAlone: true, chosenBy: OPERATOR.email });
  const { status, selfApproved, affiliateId } = await approveOwn();
  expect([status, selfApproved]).toEqual([200, true]);
  expect(await balances(hub, { id: affiliateId })).toMatchObject([{ payable: '7.00' }]);
  const lines = await query<{ action: string; after: unknown }>(
    hub,
    sql`SELECT action, after FROM audit_log WHERE action LIKE 'ledger.%' ORDER BY id DESC LIMIT 3`,
  );
  expect(lines).toEqual([
    { action: 'ledger.decideAdjustment', after: { state: 'approved', selfApproved: true } },
    { action: 'ledger.createAdjustment', after: expect.anything() },
    { action: 'ledger.setSecondPerson', after: { secondPerson: 'alone' } },
  ]);
  await choose({ secondPerson: 'required' });
  expect((await approveOwn()).status).toBe(403);
});

test.each(['owner', 'operator'] as const)(
  'ends when an %s joins, also after they have left',
  async (role) => {
    await choose({ secondPerson: 'alone' });
    const { id } = await createPerson(hub, role);
    expect(await read()).toMatchObject({ secondPerson: 'required', isAlone: false });
    expect((await approveOwn()).status).toBe(403);
    const refused = await choose({ secondPerson: 'alone' });
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      'secondPerson: 2 people may change money, so that another one can approve',
    ]);
    await hub.deps.services.people.remove(id, COMMAND_LINE);
    expect(await read()).toMatchObject({ secondPerson: 'required', isAlone: true });
    expect((await approveOwn()).status).toBe(403);
    await choose({ secondPerson: 'alone' });
    expect((await approveOwn()).status).toBe(200);
  },
);

test('ends when an analyst becomes an operator, also for a while only', async () => {
  const { id } = await createPerson(hub, 'analyst');
  await choose({ secondPerson: 'alone' });
  await hub.deps.services.people.changeRole({ id, role: 'operator' }, COMMAND_LINE);
  await hub.deps.services.people.changeRole({ id, role: 'analyst' }, COMMAND_LINE);
  expect(await read()).toMatchObject({ secondPerson: 'required', isAlone: true });
});

test('what somebody who left has chosen is not the choice of who stayed', async () => {
  await choose({ secondPerson: 'alone' });
  const heir = await createPerson(hub, 'owner');
  const [me] = await new PeopleDao(hub.deps.db).getPeople();
  await hub.deps.services.people.remove(me?.id ?? '', COMMAND_LINE);
  owner = await signedIn(hub, heir);
  expect(await read()).toMatchObject({ secondPerson: 'required', isAlone: true });
});

test('asks for the password again, and counts wrong ones', async () => {
  const wrong = await choose({ secondPerson: 'alone', password: 'not this one' });
  expect([wrong.status, wrong.body.error.message]).toEqual([400, 'password: is not your password']);
  expect(await read()).toMatchObject({ secondPerson: 'required' });
  for (let attempt = 2; attempt <= 10; attempt++) await choose({ secondPerson: 'alone', password: 'x' });
  const last = await choose({ secondPerson: 'alone' });
  expect([last.status, last.headers['retry-after']]).toEqual([429, expect.anything()]);
});

test('asks for the second factor where there is one, and takes no code twice', async () => {
  const enabled = await postAuth(hub, 'two-factor/enable', { password: OPERATOR.password }, owner);
  const secret = new URL(JSON.parse(enabled.body).totpURI).searchParams.get('secret') ?? '';
  const used = oneTimeCode(secret, Date.now() - 30_000);
  const confirmed = await postAuth(hub, 'two-factor/verify-totp', { code: used }, owner);
  owner = { ...owner, cookie: cookieHeader(confirmed) };
  const without = await choose({ secondPerson: 'alone' });
  expect([without.status, without.body.error?.message]).toEqual([
    400,
    expect.stringMatching(/^code: is required/),
  ]);
  for (const code of [used, '', 'abc']) {
    expect((await choose({ secondPerson: 'alone', code })).body.error.message).toMatch(/^code: is wrong/);
  }
  const code = oneTimeCode(secret);
  expect((await choose({ secondPerson: 'alone', code })).status).toBe(200);
  expect((await choose({ secondPerson: 'required', code })).body.error.message).toMatch(/^code: is wrong/);
});

test('operators choose nothing', async () => {
  const operator = await createPerson(hub, 'operator');
  const headers = await signedIn(hub, operator);
  const answer = await choose({ secondPerson: 'alone', password: operator.password }, headers);
  expect(answer.status).toBe(403);
});
