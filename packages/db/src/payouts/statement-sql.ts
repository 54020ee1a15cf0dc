import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { decimalsOf, written } from '../core/columns.ts';

/**
 * What statements are made of, for those who close periods and those who check them. docs/MONEY.md says it in words, so
 * that a stranger can compute every hash again.
 */

/** Where an affiliate's money stands. */
const PLACES = ['pending', 'payable', 'held', 'in_payout'];

/** What moved what is owed in total: the other side of a transfer, and its cause. */
const kindOf = sql`
  CASE WHEN other.kind = 'expense.commission' THEN CASE cause WHEN 'accrue' THEN 'earned' ELSE 'reversed' END
       WHEN other.kind IN ('adjustment', 'expense.bad_debt') THEN 'adjusted'
       ELSE 'paid' END`;

/** The same, of a transfer whose two accounts are `debit` and `credit`, one of them the affiliate's. */
export const lineKind: SQL = sql`
  (SELECT ${kindOf} FROM (SELECT CASE WHEN debit.affiliate_id IS NULL THEN debit.kind ELSE credit.kind END AS kind) AS other)`;

/** What a transfer between `debit` and `credit` adds to what an affiliate is owed. */
export const lineAmount: SQL = sql`
  (CASE WHEN credit.affiliate_id IS NULL THEN 0 ELSE amount END - CASE WHEN debit.affiliate_id IS NULL THEN 0 ELSE amount END)`;

/**
 * Selects what moved by `key` (of a period) and affiliate, from `moved`, transfers with `key`, `debit` and `credit` as rows
 * of their accounts: figures, changes of each account, and the lines of the statement's text.
 */
export function sumsOf(moved: SQL): SQL {
  const change = (kind: string) => sql`
    coalesce(sum(CASE WHEN credit_kind = ${kind} THEN amount ELSE 0 END - CASE WHEN debit_kind = ${kind} THEN amount ELSE 0 END), 0)
      AS ${sql.identifier(`${kind}_change`)}`;
  const figure = (kind: string, sign: SQL) =>
    sql`coalesce(${sign} sum(change) FILTER (WHERE kind = ${kind}), 0) AS ${sql.identifier(kind)}`;
  return sql`
    SELECT key, affiliate_id, ${figure('earned', sql``)}, ${figure('reversed', sql`-`)}, ${figure('adjusted', sql``)},
           ${figure('paid', sql`-`)}, ${sql.join(PLACES.map(change), sql`, `)},
           string_agg(id || ' ' || debit_kind || ' ' || credit_kind || ' ' || shown || ' ' || coalesce(debit_seq::text, '-')
                      || ' ' || coalesce(credit_seq::text, '-') || E'\n', '' ORDER BY id) AS lines
    FROM (
      SELECT moved.key, coalesce(debit.affiliate_id, credit.affiliate_id) AS affiliate_id, moved.id, amount, debit_seq, credit_seq,
             debit.kind AS debit_kind, credit.kind AS credit_kind, ${lineAmount} AS change, ${lineKind} AS kind,
             ${written(sql`amount`, decimalsOf(sql`moved.currency`))}::text AS shown
      FROM (${moved}) AS moved
      JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
      WHERE num_nonnulls(debit.affiliate_id, credit.affiliate_id) > 0) AS part
    GROUP BY key, affiliate_id`;
}

/** The figures of a statement in the order of its text. */
export const STATEMENT_FIGURES = [
  ...(['opening', 'earned', 'reversed', 'adjusted', 'paid', 'closing'] as const),
  ...(['pending', 'payable', 'held', 'in_payout'] as const),
] as const;

/** The columns of a statement from what was before (`before.*`, null: nothing) and what moved (`sums.*`, null: nothing). */
export const figures: SQL = sql`
  coalesce(before.closing, 0) AS opening, coalesce(sums.earned, 0) AS earned, coalesce(sums.reversed, 0) AS reversed,
  coalesce(sums.adjusted, 0) AS adjusted, coalesce(sums.paid, 0) AS paid,
  coalesce(before.closing, 0) + coalesce(sums.earned - sums.reversed + sums.adjusted - sums.paid, 0) AS closing,
  ${sql.join(
    PLACES.map(
      (kind) =>
        sql`coalesce(before.${sql.identifier(kind)}, 0) + coalesce(sums.${sql.identifier(`${kind}_change`)}, 0) AS ${sql.identifier(kind)}`,
    ),
    sql`, `,
  )},
  sums.lines, before.hash AS hash_before`;

/** An instant as the API writes it. */
const said = (at: SQLWrapper) => sql`to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The hash of a row of {@link figures} in a period (`slug`, `currency`, `starts_at`, `ends_at`) of an affiliate. */
export const statementHash: SQL = hashOf([
  sql`E'dreamteamhub statement 1\n' || slug || ' ' || currency || ' ' || affiliate_id || E'\n'`,
  sql`${said(sql`starts_at`)} || ' ' || ${said(sql`ends_at`)} || E'\n'`,
  sql`concat_ws(' ', ${sql.join(
    STATEMENT_FIGURES.map((name) => sql`${written(sql.identifier(name), decimalsOf(sql`currency`))}::text`),
    sql`, `,
  )}) || E'\n'`,
  sql`coalesce(lines, '')`,
  sql`coalesce(hash_before, '-') || E'\n'`,
]);

/** The hash of a period (`slug`, `currency`, `number`, …) with its statements as `listed` lines, after `hash_before`. */
export const periodHash: SQL = hashOf([
  sql`E'dreamteamhub period 1\n' || slug || ' ' || currency || ' ' || number || E'\n'`,
  sql`${said(sql`starts_at`)} || ' ' || ${said(sql`ends_at`)} || E'\n'`,
  sql`coalesce(listed, '')`,
  sql`coalesce(hash_before, '-') || E'\n'`,
]);

/** The statements of a period as its text has them. */
export const listedStatements: SQL = sql`string_agg(affiliate_id || ' ' || hash || E'\n', '' ORDER BY affiliate_id)`;

function hashOf(parts: SQL[]): SQL {
  return sql`encode(sha256(convert_to(${sql.join(parts, sql` || `)}, 'UTF8')), 'hex')`;
}
