import { type SQL, sql } from 'drizzle-orm';
import type { TestHub } from './hub-fixture.ts';

/**
 * The sums that the ledger is judged by, each written as what must be the same: rows are what is not. Written apart from
 * `hub verify`, so that a mistake in one of them does not hide in the other.
 */
const SIDES = sql`(
  SELECT debit_id AS account_id, amount AS debit, 0::numeric AS credit, debit_seq AS seq, attribution_id, position, cause
  FROM ledger_transfers
  UNION ALL
  SELECT credit_id, 0, amount, credit_seq, attribution_id, position, cause FROM ledger_transfers)`;

const CHECKS: Record<string, SQL> = {
  'a balance is the sum of its transfers, which are numbered without gaps': sql`
    SELECT account.id, account.kind, balance.debits, balance.credits, balance.seq, sums.*
    FROM ledger_accounts AS account
    LEFT JOIN ledger_balances AS balance ON balance.account_id = account.id
    LEFT JOIN (SELECT account_id, sum(debit) AS sum_debits, sum(credit) AS sum_credits, count(*) AS transfers,
                      count(DISTINCT seq) AS numbers, max(seq) AS last
               FROM ${SIDES} AS side GROUP BY 1) AS sums ON sums.account_id = account.id
    WHERE affiliate_id IS NOT NULL
      AND (balance.debits, balance.credits, balance.seq::bigint, balance.seq::bigint, balance.seq::bigint)
          IS DISTINCT FROM (coalesce(sum_debits, 0), coalesce(sum_credits, 0), coalesce(transfers, 0), coalesce(numbers, 0), coalesce(last, 0))`,
  'debits are as much as credits in each currency, and affiliates are owed what shared accounts gave': sql`
    SELECT currency, sum(debit - credit) AS difference,
           sum(debit - credit) FILTER (WHERE affiliate_id IS NULL) AS given,
           (SELECT sum(credits - debits) FROM ledger_balances JOIN ledger_accounts AS whose ON whose.id = account_id
            WHERE whose.currency = account.currency) AS owed
    FROM ${SIDES} AS side JOIN ledger_accounts AS account ON account.id = account_id GROUP BY currency
    HAVING sum(debit - credit) <> 0
        OR sum(debit - credit) FILTER (WHERE affiliate_id IS NULL) <>
           (SELECT sum(credits - debits) FROM ledger_balances JOIN ledger_accounts AS whose ON whose.id = account_id
            WHERE whose.currency = account.currency)`,
  'a commission is where its transfers brought it': sql`
    SELECT commission.attribution_id, commission.position, commission.amount, reversed, held, voided, matured_at, moved.*
    FROM commissions AS commission
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(credit - debit) FILTER (WHERE kind = 'pending'), 0) AS pending,
             coalesce(sum(credit - debit) FILTER (WHERE kind = 'payable'), 0) AS payable,
             coalesce(sum(credit - debit) FILTER (WHERE kind = 'held'), 0) AS in_held,
             coalesce(sum(debit - credit) FILTER (WHERE kind = 'expense.commission'), 0) AS spent
      FROM ${SIDES} AS side JOIN ledger_accounts AS account ON account.id = account_id
      WHERE side.attribution_id = commission.attribution_id AND side.position = commission.position
        -- What is put into a payment is of the order as a whole.
        AND side.cause IN ('accrue', 'mature', 'refund', 'void', 'dispute')) AS moved ON true
    WHERE (pending, payable, in_held, spent) IS DISTINCT FROM (
      CASE WHEN matured_at IS NULL THEN amount - reversed - held - voided ELSE 0 END,
      CASE WHEN matured_at IS NULL THEN 0 ELSE amount - reversed - held - voided END,
      held, amount - reversed - voided)`,
  'a conversion says what its commissions come to, and nothing is owed of a void one': sql`
    SELECT attribution.id, status, commission, commission_reversed, refunded, revenue, line.*
    FROM aff_attributions AS attribution
    LEFT JOIN LATERAL (
      SELECT count(*) AS lines, sum(amount) AS amount, sum(reversed) AS reversed, sum(amount - reversed - voided) AS owed,
             sum(voided) AS voided
      FROM commissions WHERE attribution_id = attribution.id) AS line ON true
    WHERE kind = 'verified'
      AND (lines = 0 OR commission <> amount OR commission_reversed <> reversed OR (status = 'void') AND owed <> 0
           OR status <> 'void' AND voided <> 0 OR commission_reversed > commission)`,
  'an affiliate is owed what was earned and is neither taken back nor paid': sql`
    SELECT affiliate.id, earned.*, paid.*, owed.*
    FROM affiliates AS affiliate,
    LATERAL (SELECT coalesce(sum(amount - reversed - voided), 0) AS earned
             FROM commissions WHERE affiliate_id = affiliate.id) AS earned,
    LATERAL (SELECT coalesce(sum(CASE WHEN debit.affiliate_id = affiliate.id THEN amount ELSE -amount END), 0) AS paid
             FROM ledger_transfers JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
             -- What left, what came back of it, and what waits for a decision in between.
             WHERE (debit.affiliate_id = affiliate.id AND (credit.kind LIKE 'cash.%' OR credit.kind = 'suspense'))
                OR (credit.affiliate_id = affiliate.id AND (debit.kind LIKE 'cash.%' OR debit.kind = 'suspense'))) AS paid,
    LATERAL (SELECT coalesce(sum(credits - debits), 0) AS owed FROM ledger_balances
             JOIN ledger_accounts AS account ON account.id = account_id WHERE affiliate_id = affiliate.id) AS owed
    WHERE earned - paid <> owed`,
};

/** Returns what of the ledger does not add up, by the sum that it breaks; none in sound books. */
export async function brokenSums({ owner }: Pick<TestHub, 'owner'>): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [what, check] of Object.entries(CHECKS)) {
    const { rows } = await owner.execute(check);
    if (rows.length > 0) broken[what] = rows;
  }
  return broken;
}
