import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AffiliateDao } from '../affiliates/affiliate-dao.ts';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { StorefrontDao } from '../storefronts/storefront-dao.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { LedgerDao } from './ledger-dao.ts';
import { type Posting, postTransfers } from './posting.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let storefrontId: number;
let affiliateId: number;
let count = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({
    connectionString: database.url,
    maxConnections: 20,
    // 200 at once wait for these, on a busy machine for long.
    limits: { waitMilliseconds: 60_000, lockMilliseconds: 60_000, statementMilliseconds: 60_000 },
  });
  storefrontId = (await new StorefrontDao(connection.db).getStorefrontBySlug('default'))?.id ?? 0;
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});
beforeEach(async () => {
  affiliateId = await createAffiliate();
});

async function createAffiliate(): Promise<number> {
  const name = `partner-${++count}`;
  const columns = { storefrontId, handle: name, name, pixelId: name, commissionBps: null } as const;
  const created = await new AffiliateDao(connection.db).createAffiliate({ ...columns, status: 'active' });
  if (created === null) throw new Error(`the handle ${name} is taken`);
  return created.id;
}

let postings = 0;
function posting(change: Partial<Posting> = {}): Posting {
  return {
    storefrontId,
    affiliateId,
    currency: 'USD',
    debit: 'expense.commission',
    credit: 'pending',
    amount: '4.00',
    cause: 'accrue',
    causeId: `test-${++postings}`,
    leg: 0,
    ...change,
  };
}

const post = (...all: Posting[]) => connection.db.transaction((tx) => postTransfers(tx, all));
const balances = () => new LedgerDao(connection.db).getBalances(affiliateId);

describe('posting', () => {
  test('moves money between accounts, and numbers the transfers of each', async () => {
    await post(posting(), posting({ amount: '1.50' }));
    await post(posting({ debit: 'pending', credit: 'payable', cause: 'mature', amount: '4.00' }));
    await post(
      posting({
        debit: 'payable',
        credit: 'in_payout',
        cause: 'pay',
        causeId: `pay-${count}`,
        amount: '3.00',
      }),
      posting({
        ...{ debit: 'in_payout', credit: 'cash.manual', cause: 'pay', causeId: `pay-${count}` },
        ...{ leg: 1, amount: '3.00' },
      }),
    );
    expect(await balances()).toEqual([
      { currency: 'USD', pending: '1.50', payable: '1.00', held: '0.00', inPayout: '0.00', paid: '3.00' },
    ]);
    const { rows } = await database.pool.query(
      `SELECT kind, debit_seq, credit_seq FROM ledger_transfers JOIN ledger_accounts AS account ON account.id = credit_id
       WHERE affiliate_id = $1 ORDER BY ledger_transfers.id`,
      [affiliateId],
    );
    expect(rows).toEqual([
      { kind: 'pending', debit_seq: null, credit_seq: '1' },
      { kind: 'pending', debit_seq: null, credit_seq: '2' },
      { kind: 'payable', debit_seq: '3', credit_seq: '1' },
      { kind: 'in_payout', debit_seq: '2', credit_seq: '1' },
    ]);
  });

  test('of the same cause twice is refused, and nothing of it is posted', async () => {
    const first = posting();
    await post(first);
    await expect(post(posting(), first)).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await balances()).toMatchObject([{ pending: '4.00' }]);
  });

  test.each(['pending', 'held', 'in_payout'] as const)('%s never falls below zero', async (debit) => {
    await post(posting(), posting({ credit: 'held' }), posting({ credit: 'in_payout' }));
    const refused = post(posting({ debit, credit: 'expense.commission', amount: '4.01', cause: 'refund' }));
    await expect(refused).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('what is payable may: the affiliate owes the shop', async () => {
    await post(posting({ debit: 'payable', credit: 'expense.commission', cause: 'refund' }));
    expect(await balances()).toMatchObject([{ payable: '-4.00' }]);
  });

  test.each([
    ['nothing', { amount: '0' }],
    ['less than nothing', { amount: '-1.00' }],
    ['more decimals than the currency has', { amount: '1.001' }],
    ['an account to itself', { debit: 'pending', credit: 'pending' }],
    ['an account that there is not', { credit: 'pocket' as 'pending' }],
    ['an affiliate’s account of nobody', { affiliateId: null }],
  ] satisfies [string, Partial<Posting>][])('%s is refused', async (_what, change) => {
    await expect(post(posting(change))).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('keeps each currency by itself', async () => {
    await post(posting(), posting({ currency: 'JPY', amount: '300' }));
    expect((await balances()).map(({ currency, pending }) => [currency, pending])).toEqual([
      ['JPY', '300.00'],
      ['USD', '4.00'],
    ]);
  });

  test('from many at once, on accounts that do not exist yet and in any order, is exact', async () => {
    const others = [affiliateId, await createAffiliate(), await createAffiliate()];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const turned = index % 2 === 0 ? others : others.toReversed();
        return post(...turned.map((affiliate) => posting({ affiliateId: affiliate, amount: '0.01' })));
      }),
    );
    for (const affiliate of others) {
      expect(await new LedgerDao(connection.db).getBalances(affiliate)).toMatchObject([{ pending: '2.00' }]);
    }
    const { rows } = await database.pool.query(
      `SELECT count(*)::int, count(DISTINCT credit_seq)::int AS seqs, max(credit_seq)::int AS last,
              bool_and(posted_at >= before) AS is_in_order
       FROM (SELECT *, lag(posted_at, 1, posted_at) OVER (ORDER BY credit_seq) AS before FROM ledger_transfers
             JOIN ledger_accounts AS account ON account.id = credit_id WHERE affiliate_id = $1) AS transfer`,
      [affiliateId],
    );
    expect(rows).toEqual([{ count: 200, seqs: 200, last: 200, is_in_order: true }]);
  });

  test('looks accounts up one by one, also those of many new partners, of which no statistics tell', async () => {
    const partners: number[] = [];
    for (let i = 0; i < 50; i++) partners.push(await createAffiliate());
    const read = await connection.db.transaction(async (tx) => {
      const rowsRead = async () => {
        // Of the session's last moments, not of its transaction alone.
        const { rows } = await tx.execute<{ read: string }>(sql`
          SELECT sum(seq_tup_read) AS read FROM pg_stat_xact_user_tables
          WHERE relname IN ('ledger_accounts', 'ledger_balances')`);
        return Number(rows[0]?.read);
      };
      const before = await rowsRead();
      await postTransfers(
        tx,
        partners.map((id) => posting({ affiliateId: id })),
      );
      return (await rowsRead()) - before;
    });
    expect(read).toBe(0);
  });

  test('balances are the sums of transfers, whatever is posted', async () => {
    const accounts = ['pending', 'payable', 'held', 'in_payout', 'expense.commission', 'adjustment'] as const;
    const step = fc.record({
      debit: fc.constantFrom(...accounts),
      credit: fc.constantFrom(...accounts),
      cents: fc.integer({ min: 1, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        async (all) => {
          for (const steps of all) {
            const amounts = steps.map(({ debit, credit, cents }) =>
              posting({ debit, credit, amount: (cents / 100).toFixed(2), cause: 'adjust' }),
            );
            // Those that the rules refuse leave nothing.
            await post(...amounts).catch(() => undefined);
          }
          const { rows } = await database.pool.query(`
          SELECT count(*)::int AS wrong FROM ledger_balances AS balance WHERE (debits, credits, seq) IS DISTINCT FROM (
            SELECT (coalesce(sum(amount) FILTER (WHERE debit_id = account_id), 0), coalesce(sum(amount) FILTER (WHERE credit_id = account_id), 0), count(*))
            FROM ledger_transfers WHERE account_id IN (debit_id, credit_id))`);
          expect(rows).toEqual([{ wrong: 0 }]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['UPDATE', 'UPDATE ledger_transfers SET amount = 1'],
    ['DELETE', 'DELETE FROM ledger_transfers'],
    ['TRUNCATE', 'TRUNCATE ledger_transfers'],
    ['INSERT', 'INSERT INTO ledger_transfers DEFAULT VALUES'],
    ['UPDATE of balances', 'UPDATE ledger_balances SET credits = 1'],
    ['UPDATE of accounts', `UPDATE ledger_accounts SET currency = 'EUR'`],
  ])('%s is refused for the running hub', async (_what, statement) => {
    await expect(connection.db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test.each([
    'UPDATE ledger_transfers SET amount = 1',
    'DELETE FROM ledger_transfers',
    'TRUNCATE ledger_transfers',
  ])('%s is refused for everybody', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toThrow('ledger_transfers is append-only');
  });
});
