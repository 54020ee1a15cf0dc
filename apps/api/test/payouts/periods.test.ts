import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { postTransfers } from '@dreamteamhub/db/ledger';
import { type Difference, VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportsOf } from '../exports/exports-of.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { type NewAffiliate, newAffiliate, query } from '../support/shop.ts';
import { comeBack, earn, give, mature, pay, postAt, takeBack } from './closed-months.ts';

let hub: TestHub;
let owner: Record<string, string>;
let ann: NewAffiliate;
let bob: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub({ works: true, env: { TIME_ZONE: 'Europe/Berlin' } });
  await createOperator(hub);
  owner = await signedIn(hub);
  [ann, bob] = [await newAffiliate(hub, 'ann'), await newAffiliate(hub, 'bob')];
  // The first instant of July in Berlin, and one before.
  await postAt(hub, '2026-06-30T22:00:00Z', ann.id, [earn('100.00'), mature('60.00')]);
  await postAt(hub, '2026-07-31T21:59:59.999Z', ann.id, [takeBack('10.00'), ...pay('50.00')]);
  await postAt(hub, '2026-07-31T22:00:00Z', ann.id, [takeBack('5.00')]);
  await postAt(hub, '2026-08-10T12:00:00Z', bob.id, [earn('7.00')]);
  await postAt(hub, '2026-08-11T12:00:00Z', ann.id, [comeBack('20.00'), give('1.00')]);
  await postAt(hub, '2026-09-15T12:00:00Z', bob.id, [takeBack('7.00', 'pending')]);
});
afterAll(() => hub.stop());

const close = (body: Record<string, unknown> = {}, headers = owner) =>
  call(hub, { method: 'POST', url: '/api/payouts/periods/close', headers, body });
const get = async (url: string) => (await call(hub, { method: 'GET', url, headers: owner })).body;
const statement = (period: number, affiliate: NewAffiliate) =>
  get(`/api/payouts/periods/${period}/statements/${affiliate.id}`);

const figures = (row: Record<string, unknown>) =>
  ['opening', 'earned', 'reversed', 'adjusted', 'paid', 'closing'].map((name) => row[name]);

test('a month that has not ended is refused by name, and a key may not close', async () => {
  const month = new Date().toISOString().slice(0, 7);
  const { status, body } = await close({ through: month });
  expect([status, body.error.message]).toEqual([400, `through: ${month} has not ended yet in Europe/Berlin`]);
  expect((await close({ through: '2026-13' })).body.error.message).toContain('through: must be a month');
  expect((await close({ storefront: 'nowhere' })).body.error.message).toContain('storefront:');
  const analyst = await signedIn(hub, await createPerson(hub, 'analyst'));
  expect((await close({}, analyst)).status).toBe(403);
  expect((await get('/api/payouts/periods')).length).toBe(0);
});

test('months are closed in the programme’s zone, each with what was owed, what moved and what is owed', async () => {
  const { status, body } = await close({ through: '2026-08' });
  expect(status).toBe(200);
  expect(body.periods).toMatchObject([
    {
      ...{
        storefront: 'default',
        currency: 'USD',
        number: 1,
        statementCount: 1,
        closedBy: 'olivia@shop.example',
      },
      ...{ startsAt: '2026-06-30T22:00:00.000Z', endsAt: '2026-07-31T22:00:00.000Z' },
      sums: {
        opening: '0.00',
        earned: '100.00',
        reversed: '10.00',
        adjusted: '0.00',
        paid: '50.00',
        closing: '40.00',
      },
    },
    {
      ...{ number: 2, statementCount: 2, endsAt: '2026-08-31T22:00:00.000Z' },
      sums: {
        opening: '40.00',
        earned: '7.00',
        reversed: '5.00',
        adjusted: '1.00',
        paid: '-20.00',
        closing: '63.00',
      },
    },
  ]);
  const [first, second] = body.periods;
  expect(await get('/api/payouts/periods?limit=1')).toEqual([second]);
  expect(await get(`/api/payouts/periods/${first.id}`)).toEqual(first);
  const missing = await call(hub, { method: 'GET', url: '/api/payouts/periods/999', headers: owner });
  expect([missing.status, missing.body.error.message]).toEqual([
    404,
    'there is no closed period with id 999',
  ]);
  const july = await statement(first.id, ann);
  expect(figures(july)).toEqual(['0.00', '100.00', '10.00', '0.00', '50.00', '40.00']);
  expect(july).toMatchObject({ pending: '40.00', payable: '0.00', held: '0.00', inPayout: '0.00' });
  // What stays within the account moves nothing.
  expect(july.lines.map((line: Record<string, string>) => [line.kind, line.amount, line.balance])).toEqual([
    ['earned', '100.00', '100.00'],
    ['reversed', '-10.00', '90.00'],
    ['paid', '-50.00', '40.00'],
  ]);
  const august = await statement(second.id, ann);
  expect(figures(august)).toEqual(['40.00', '0.00', '5.00', '1.00', '-20.00', '56.00']);
  expect(august.lines.map((line: Record<string, string>) => line.balance)).toEqual([
    '35.00',
    '55.00',
    '56.00',
  ]);
  expect(
    (
      await call(hub, {
        method: 'GET',
        url: `/api/payouts/periods/${first.id}/statements/${bob.id}`,
        headers: owner,
      })
    ).status,
  ).toBe(404);
});

test('asked again, the last one is answered, and nothing is closed twice', async () => {
  const before = await get('/api/payouts/periods');
  const { body } = await close({ through: '2026-08' });
  expect(body.periods).toEqual([before[0]]);
  expect(await get('/api/payouts/periods')).toEqual(before);
});

test('of several closings at once one wins, and the others answer the same', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => close({ through: '2026-10' })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  for (const { body } of answers) {
    // One that comes later finds nothing left to close.
    expect(answers[0]?.body.periods.map(({ id }: { id: number }) => id)).toEqual(
      expect.arrayContaining(body.periods.map(({ id }: { id: number }) => id)),
    );
  }
  const periods = await get('/api/payouts/periods');
  expect(periods.map(({ number }: { number: number }) => number)).toEqual([4, 3, 2, 1]);
  // Nothing was owed to Bob after September.
  expect(periods.map(({ statementCount }: { statementCount: number }) => statementCount)).toEqual([
    1, 2, 2, 1,
  ]);
  const lines = await query(hub, sql`SELECT id FROM audit_log WHERE action = 'payouts.closePeriods'`);
  expect(lines).toHaveLength(4);
});

test('statements of a partner, newest first, counted, page by page, and as a file', async () => {
  const first = await call(hub, {
    ...{ method: 'GET', headers: owner },
    url: `/api/payouts/statements?affiliateId=${ann.id}&limit=3&withTotal=true`,
  });
  expect(first.headers['x-total-count'] ?? '4').toBe('4');
  expect(first.body.map(({ endsAt }: { endsAt: string }) => endsAt.slice(0, 7))).toEqual([
    '2026-10',
    '2026-09',
    '2026-08',
  ]);
  const next = /<([^>]+)>/.exec(String(first.headers.link))?.[1] ?? '';
  expect((await get(next)).map(({ closing }: { closing: string }) => closing)).toEqual(['40.00']);
  const files = exportsOf(hub, owner);
  const { rows } = await files.read('statements', { affiliateId: ann.id });
  expect(rows.map((row) => [row.Opening, row.Paid, row.Closing])).toEqual([
    ['56.00', '0.00', '56.00'],
    ['56.00', '0.00', '56.00'],
    ['40.00', '-20.00', '56.00'],
    ['0.00', '50.00', '40.00'],
  ]);
  const { rows: lines } = await files.read('statementLines', {
    periodId: first.body[2].periodId,
    affiliateId: ann.id,
  });
  expect(lines.map((row) => [row.Kind, row.Amount, row['Owed after it']])).toEqual([
    ['reversed', '-5.00', '35.00'],
    ['paid', '20.00', '55.00'],
    ['adjusted', '1.00', '56.00'],
  ]);
});

test('a stranger computes every hash again from what the hub answers', async () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const transfers = async (affiliate: NewAffiliate) =>
    (await get(`/api/ledger/transfers?affiliateId=${affiliate.id}&limit=500`)).toReversed();
  const own = ['pending', 'payable', 'held', 'in_payout'];
  let periodBefore = '-';
  const last = new Map<number, string>();
  for (const period of (await get('/api/payouts/periods')).toReversed()) {
    let listed = '';
    for (const affiliate of [ann, bob]) {
      const body = await statement(period.id, affiliate);
      if (body.hash === undefined) continue;
      const seqs = new Map<string, number>();
      const number = (account: string) => {
        if (!own.includes(account)) return '-';
        seqs.set(account, (seqs.get(account) ?? 0) + 1);
        return String(seqs.get(account));
      };
      const lines = (await transfers(affiliate)).map((row: Record<string, string>) => ({
        ...row,
        text: `${row.id} ${row.debit} ${row.credit} ${row.amount} ${number(String(row.debit))} ${number(String(row.credit))}\n`,
      }));
      const within = lines.filter(
        ({ postedAt }: { postedAt: string }) => postedAt >= period.startsAt && postedAt < period.endsAt,
      );
      const amounts = [...figures(body), body.pending, body.payable, body.held, body.inPayout].join(' ');
      const hash = sha256(
        `dreamteamhub statement 1\n${period.storefront} ${period.currency} ${affiliate.id}\n` +
          `${period.startsAt} ${period.endsAt}\n${amounts}\n` +
          `${within.map(({ text }: { text: string }) => text).join('')}${last.get(affiliate.id) ?? '-'}\n`,
      );
      expect(body.hash).toBe(hash);
      last.set(affiliate.id, hash);
      listed += `${affiliate.id} ${hash}\n`;
    }
    periodBefore = sha256(
      `dreamteamhub period 1\n${period.storefront} ${period.currency} ${period.number}\n` +
        `${period.startsAt} ${period.endsAt}\n${listed}${periodBefore}\n`,
    );
    expect(period.hash).toBe(periodBefore);
  }
});

test('closing waits for what is being posted, and what comes late is of the open period', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const posting = hub.deps.db.transaction(async (tx) => {
    const whose = { storefrontId: 1, affiliateId: ann.id, currency: 'USD', leg: 0 };
    await postTransfers(tx, [{ ...whose, ...earn('3.00'), causeId: 'in flight' }]);
    await held;
  });
  await expect
    .poll(() =>
      query(
        hub,
        sql`SELECT 1 FROM pg_locks WHERE relation = 'ledger_transfers'::regclass AND mode = 'RowExclusiveLock'`,
      ),
    )
    .toHaveLength(1);
  let isClosed = false;
  const closing = close().then((answer) => {
    isClosed = true;
    return answer;
  });
  await expect
    .poll(
      () =>
        query(
          hub,
          sql`SELECT 1 FROM pg_locks WHERE relation = 'ledger_transfers'::regclass AND mode = 'ShareLock' AND NOT granted`,
        ),
      { interval: 20 },
    )
    .toHaveLength(1);
  expect(isClosed).toBe(false);
  letGo();
  await posting;
  const { status, body } = await closing;
  expect(status).toBe(200);
  const newest = body.periods.at(-1);
  const { rows } = await hub.owner.execute<{ late: boolean }>(
    sql`SELECT bool_and(posted_at >= ${newest.endsAt}::timestamptz) AS late FROM ledger_transfers WHERE cause_id = 'in flight'`,
  );
  expect(rows[0]?.late).toBe(true);
});

test('a clock that is set back posts into no closed period', async () => {
  const { rows } = await hub.owner.execute<{ at: string }>(sql`
    WITH far AS (
      INSERT INTO payout_periods (storefront_id, currency, number, starts_at, ends_at, closed_by, statement_count, hash)
      VALUES (1, 'EUR', 1, now(), now() + interval '1 hour', 'test', 0, 'x') RETURNING ends_at)
    SELECT ends_at::text AS at FROM far`);
  await hub.deps.db.transaction((tx) =>
    postTransfers(tx, [
      { storefrontId: 1, affiliateId: ann.id, currency: 'USD', leg: 0, ...earn('1.00'), causeId: 'set back' },
    ]),
  );
  const [row] = await query<{ at: string }>(
    hub,
    sql`SELECT posted_at::text AS at FROM ledger_transfers WHERE cause_id = 'set back'`,
  );
  expect(row?.at).toBe(rows[0]?.at);
  await hub.owner.transaction(async (tx) => {
    await tx.execute(sql`ALTER TABLE payout_periods DISABLE TRIGGER USER`);
    await tx.execute(sql`DELETE FROM payout_periods WHERE currency = 'EUR'`);
    await tx.execute(sql`ALTER TABLE payout_periods ENABLE TRIGGER USER`);
  });
});

/** What the check of the books finds after a statement of the tables' owner, which is undone then. */
async function found(statements: string): Promise<Pick<Difference, 'what' | 'of'>[]> {
  let differences: Difference[] = [];
  const undone = new Error('undone');
  await hub.owner
    .transaction(async (tx) => {
      for (const table of ['ledger_transfers', 'payout_periods', 'payout_statements']) {
        await tx.execute(sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`));
      }
      await tx.execute(sql.raw(statements));
      // A transaction has the methods of a database that this uses; inside, its own one is a savepoint.
      ({ differences } = await new VerifyDao(tx as unknown as Database).verify());
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return differences
    .filter(({ what }) => /^(?:period|statement)_/.test(what))
    .map(({ what, of }) => ({ what, of }));
}

test('what was closed in the right way is no difference', async () => {
  expect(await found('SELECT 1')).toEqual([]);
});

const SECOND = `(SELECT id FROM payout_periods WHERE number = 2)`;
const OF_ANN = "statement.affiliate_id = (SELECT id FROM affiliates WHERE handle = 'ann')";
const CHECKS = `
  ALTER TABLE payout_statements DROP CONSTRAINT payout_statements_sum_check, DROP CONSTRAINT payout_statements_closing_check;`;

describe.each([
  [
    'a figure that was changed',
    `${CHECKS} UPDATE payout_statements AS statement SET earned = earned + 1 WHERE period_id = ${SECOND} AND ${OF_ANN}`,
    ['statement_earned'],
  ],
  [
    'two figures that agree with each other',
    `UPDATE payout_statements AS statement SET adjusted = adjusted + 1, reversed = reversed + 1 WHERE period_id = ${SECOND} AND ${OF_ANN}`,
    ['statement_adjusted', 'statement_reversed'],
  ],
  [
    'money that stands elsewhere',
    `UPDATE payout_statements AS statement SET pending = pending - 1, held = held + 1 WHERE period_id = ${SECOND} AND ${OF_ANN}`,
    ['statement_pending', 'statement_held'],
  ],
  [
    'a statement that is gone',
    `DELETE FROM payout_statements AS statement WHERE period_id = ${SECOND} AND ${OF_ANN}`,
    ['statement_hash', 'period_statements', 'period_hash'],
  ],
  [
    'one that is gone of a month without a transfer',
    `DELETE FROM payout_statements AS statement WHERE period_id = (SELECT id FROM payout_periods WHERE number = 4)`,
    ['period_statements', 'period_hash'],
  ],
  [
    'another hash of a statement',
    `UPDATE payout_statements AS statement SET hash = repeat('0', 64) WHERE period_id = ${SECOND} AND ${OF_ANN}`,
    ['statement_hash', 'period_hash'],
  ],
  [
    'another hash of a period',
    `UPDATE payout_periods SET hash = repeat('0', 64) WHERE number = 2`,
    ['period_hash'],
  ],
  [
    'a transfer of more',
    `UPDATE ledger_transfers SET amount = amount + 1 WHERE cause = 'return'`,
    ['statement_paid', 'statement_hash'],
  ],
  [
    'a transfer that is gone',
    `DELETE FROM ledger_transfers WHERE cause = 'return'`,
    ['statement_paid', 'statement_payable', 'statement_hash'],
  ],
  [
    'a transfer that was moved to another time',
    `UPDATE ledger_transfers SET posted_at = posted_at - interval '1 month' WHERE cause = 'return'`,
    ['statement_paid', 'statement_hash'],
  ],
  [
    'a transfer within a partner’s accounts that is gone',
    `DELETE FROM ledger_transfers WHERE cause = 'mature'`,
    ['statement_pending', 'statement_payable', 'statement_hash'],
  ],
  [
    'a transfer before all periods',
    `UPDATE ledger_transfers SET posted_at = '2026-01-01' WHERE cause = 'mature'`,
    ['period_missed'],
  ],
  [
    'a gap',
    `UPDATE payout_periods SET starts_at = starts_at + interval '1 hour' WHERE number = 2`,
    ['period_gap', 'period_hash'],
  ],
  [
    'a number that is left out',
    `UPDATE payout_periods SET number = 30 WHERE number = (SELECT max(number) FROM payout_periods)`,
    ['period_number', 'period_hash'],
  ],
] as const)('%s', (_what, statements, expected) => {
  test('is found, and named', async () => {
    const differences = await found(statements);
    expect(differences.map(({ what }) => what)).toEqual(expect.arrayContaining([...expected]));
    for (const { of } of differences) expect(of).toMatch(/^period \d+ of default, USD(?:, (?:ann|bob))?$/);
  });
});

describe.each(['payout_periods', 'payout_statements'])('%s', (table) => {
  test.each([`UPDATE ${table} SET hash = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])(
    '%s: refused, also for the tables’ owner',
    async (statement) => {
      await expect(hub.deps.db.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { code: '42501' },
      });
      await expect(hub.owner.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/is append-only$/) },
      });
    },
  );
});

test('after a change of the zone, the next period begins where the last one ended', async () => {
  await hub.owner.execute(sql`
    INSERT INTO storefronts (slug, name, currency, time_zone) VALUES ('tokyo', 'Tokyo', 'JPY', 'Asia/Tokyo')`);
  const [shop] = await query<{ id: number }>(hub, sql`SELECT id FROM storefronts WHERE slug = 'tokyo'`);
  const storefrontId = shop?.id ?? 0;
  const { rows } = await hub.owner.execute<{ id: number }>(sql`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (${storefrontId}, 'yuki', 'Yuki', 'px-yuki') RETURNING id`);
  const yuki = rows[0]?.id ?? 0;
  await postAt(hub, '2026-08-31T15:00:00Z', yuki, [{ ...earn('1200'), storefrontId, currency: 'JPY' }]);
  const first = await close({ storefront: 'tokyo', through: '2026-09' });
  await hub.owner.execute(sql`UPDATE storefronts SET time_zone = 'America/New_York' WHERE slug = 'tokyo'`);
  const second = await close({ storefront: 'tokyo', through: '2026-10' });
  expect([...first.body.periods, ...second.body.periods]).toMatchObject([
    {
      ...{ currency: 'JPY', startsAt: '2026-08-31T15:00:00.000Z', endsAt: '2026-09-30T15:00:00.000Z' },
      sums: { earned: '1200', closing: '1200' },
    },
    { startsAt: '2026-09-30T15:00:00.000Z', endsAt: '2026-11-01T04:00:00.000Z', sums: { opening: '1200' } },
  ]);
  expect(await found('SELECT 1')).toEqual([]);
});
