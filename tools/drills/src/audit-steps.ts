import type { DatabaseConnection } from '@dreamteamhub/db';
import { type Finding, finding } from './finding.ts';

/** What a person, or the job, has brought a conversion to. */
export type Reached = 'payable' | 'paid';

interface StoredSteps {
  id: number;
  status: string;
  /** Of the commissions: whether each is approved and matured, and what they come to in cents. */
  isMatured: boolean;
  amount: number;
  /** What transfers moved to `payable`, in cents. */
  matured: number;
  /** Lines of the audit log. */
  approvals: number;
  payments: number;
}

/**
 * Compares conversions that nothing was taken from with what they were brought to: each step is booked once, and one line of
 * the audit log tells of it.
 */
export async function auditSteps(
  pool: DatabaseConnection['pool'],
  reached: ReadonlyMap<number, Reached>,
): Promise<Finding[]> {
  const { rows } = await pool.query<StoredSteps>(
    `
    SELECT attribution.id, attribution.status, owed.*, moved.*, told.*
    FROM aff_attributions AS attribution,
    LATERAL (
      SELECT bool_and(approved_at IS NOT NULL AND matured_at IS NOT NULL) AS "isMatured", round(sum(amount) * 100)::integer AS amount
      FROM commissions WHERE attribution_id = attribution.id) AS owed,
    LATERAL (
      SELECT round(coalesce(sum(amount), 0) * 100)::integer AS matured
      FROM ledger_transfers WHERE attribution_id = attribution.id AND cause = 'mature') AS moved,
    LATERAL (
      SELECT (count(*) FILTER (WHERE action = 'affiliates.approveConversion'))::integer AS approvals,
             (count(*) FILTER (WHERE action = 'affiliates.markConversionPaid'))::integer AS payments
      FROM audit_log WHERE subject_kind = 'conversion' AND subject_id = attribution.id::text) AS told
    WHERE attribution.id = ANY ($1::integer[])`,
    [[...reached.keys()]],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  return [
    ...[...reached].flatMap(([id, to]) => auditOne({ id, to }, stored.get(id))),
    ...(await auditCash(
      pool,
      rows.filter(({ id }) => reached.get(id) === 'paid'),
    )),
  ];
}

function auditOne({ id, to }: { id: number; to: Reached }, row: StoredSteps | undefined): Finding[] {
  const detail = `conversion ${id}, which is to be ${to}: ${JSON.stringify(row)}`;
  if (row === undefined) return [finding('lost', 'shop-order', detail)];
  const payments = to === 'paid' ? 1 : 0;
  const isDoubled = row.matured > row.amount || row.approvals > 1 || row.payments > payments;
  if (isDoubled) return [finding('doubled', 'shop-order', detail)];
  const isThere =
    row.status === (to === 'paid' ? 'paid' : 'approved') &&
    row.isMatured &&
    row.matured === row.amount &&
    row.approvals === 1 &&
    row.payments === payments;
  return isThere ? [] : [finding('lost', 'shop-order', detail)];
}

/** Nothing else was paid: all that left is what the paid conversions come to. */
async function auditCash(pool: DatabaseConnection['pool'], paid: readonly StoredSteps[]): Promise<Finding[]> {
  const { rows } = await pool.query<{ left: number }>(`
    SELECT round(coalesce(sum(CASE WHEN credit.kind LIKE 'cash.%' THEN amount ELSE -amount END), 0) * 100)::float8 AS "left"
    FROM ledger_transfers JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
    WHERE debit.kind LIKE 'cash.%' OR credit.kind LIKE 'cash.%'`);
  const owed = paid.reduce((sum, { amount }) => sum + amount, 0);
  const left = rows[0]?.left ?? 0;
  if (left === owed) return [];
  return [
    finding(
      left > owed ? 'doubled' : 'lost',
      null,
      `${left} cents were paid out, and must have been ${owed}`,
    ),
  ];
}
