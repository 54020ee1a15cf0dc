import type { DatabaseConnection } from '@dreamteamhub/db';

const DAY_MS = 86_400_000;

const SETTLED = `
  UPDATE aff_attributions SET status = CASE WHEN timestamp < $2 THEN 'paid' ELSE 'approved' END
  WHERE timestamp < $1 AND NOT is_reversed`;

const APPROVED = `
  UPDATE commissions SET approved_at = ordered_at + interval '1 day', matured_at = ordered_at + interval '1 day'
  WHERE amount > reversed AND ordered_at < $1`;

const ACCOUNTS = `
  INSERT INTO ledger_accounts (storefront_id, affiliate_id, kind, currency)
  SELECT storefront_id, affiliate_id, other.kind, currency
  FROM ledger_accounts AS pending, (VALUES ('payable'), ('in_payout')) AS other(kind) WHERE pending.kind = 'pending'
  UNION ALL
  SELECT storefront_id, NULL, 'cash.manual', currency FROM ledger_accounts WHERE kind = 'expense.commission'`;

/** What of commissions on orders before $1 is left, line by line. */
const LINES_LEFT = `
  SELECT storefront_id, affiliate_id, currency, attribution_id::text AS cause_id, position * 4 AS first_leg, attribution_id, position,
         matured_at AS at, amount - reversed AS amount
  FROM commissions WHERE amount > reversed AND ordered_at < $1`;

/** The same by conversion: so it is paid. */
const CONVERSIONS_LEFT = `
  SELECT storefront_id, affiliate_id, currency, attribution_id::text AS cause_id, 0 AS first_leg, NULL::integer AS attribution_id,
         NULL::smallint AS position, max(matured_at) + interval '1 day' AS at, sum(amount - reversed) AS amount
  FROM commissions WHERE amount > reversed AND ordered_at < $1
  GROUP BY storefront_id, affiliate_id, currency, commissions.attribution_id`;

interface Move {
  cause: string;
  leg: number;
  from: string;
  to: string;
  /** Whether `to` is one account for all affiliates. */
  isShared?: boolean;
  what: string;
}

/** From one account of each affiliate to the next, numbered on from what either side has had. */
const move = ({ cause, leg, from, to, isShared, what }: Move) => `
  INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id, position,
                                event_at, posted_at, debit_seq, credit_seq)
  SELECT debit.id, credit.id, owed.currency, amount, '${cause}', cause_id, first_leg + ${leg}, attribution_id, position, at, at,
         number + coalesce(of_debit.seq, 0), ${isShared ? 'NULL' : 'number + coalesce(of_credit.seq, 0)'}
  FROM (SELECT *, row_number() OVER (PARTITION BY affiliate_id, currency ORDER BY at, cause_id, position) AS number
        FROM (${what}) AS left_over) AS owed
  JOIN ledger_accounts AS debit ON debit.kind = '${from}' AND debit.affiliate_id = owed.affiliate_id AND debit.currency = owed.currency
  JOIN ledger_accounts AS credit ON credit.kind = '${to}' AND credit.storefront_id = owed.storefront_id
    AND credit.currency = owed.currency AND ${isShared ? 'credit.affiliate_id IS NULL' : 'credit.affiliate_id = owed.affiliate_id'}
  LEFT JOIN ledger_balances AS of_debit ON of_debit.account_id = debit.id
  LEFT JOIN ledger_balances AS of_credit ON of_credit.account_id = credit.id
  ORDER BY at, number`;

const BALANCES = `
  INSERT INTO ledger_balances (account_id, storefront_id, kind, currency, debits, credits, seq)
  SELECT account.id, account.storefront_id, account.kind, account.currency, debits, credits, seq
  FROM ledger_accounts AS account JOIN (
    SELECT account_id, sum(debit) AS debits, sum(credit) AS credits, count(*) AS seq
    FROM ledger_transfers, LATERAL (VALUES (debit_id, amount, 0), (credit_id, 0, amount)) AS side(account_id, debit, credit)
    GROUP BY account_id) AS moved ON account_id = account.id
  WHERE affiliate_id IS NOT NULL
  ON CONFLICT (account_id) DO UPDATE SET debits = excluded.debits, credits = excluded.credits, seq = excluded.seq`;

/**
 * Lets stored orders go on in the ledger as in a hub of some months: commissions on orders older than `maturedDays` have
 * become payable, and those older than `paidDays` were paid.
 */
export async function storePayments(
  { pool }: DatabaseConnection,
  { maturedDays, paidDays }: { maturedDays: number; paidDays: number },
): Promise<void> {
  const now = Date.now();
  const [matured, paid] = [maturedDays, paidDays].map((days) => new Date(now - days * DAY_MS));
  await pool.query(SETTLED, [matured, paid]);
  await pool.query(APPROVED, [matured]);
  await pool.query(ACCOUNTS);
  // PostgreSQL would take the accounts for few, and go through all of them for each commission.
  await pool.query('ANALYZE ledger_accounts, ledger_balances, commissions, aff_attributions');
  const payment = { cause: 'pay', what: CONVERSIONS_LEFT };
  const moves: [Move, Date | undefined][] = [
    [{ cause: 'mature', leg: 0, from: 'pending', to: 'payable', what: LINES_LEFT }, matured],
    [{ ...payment, leg: 0, from: 'payable', to: 'in_payout' }, paid],
    [{ ...payment, leg: 1, from: 'in_payout', to: 'cash.manual', isShared: true }, paid],
  ];
  for (const [one, before] of moves) {
    await pool.query(move(one), [before]);
    await pool.query(BALANCES);
  }
  // Otherwise autovacuum would do it while the hub is measured.
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}
