import { sql } from 'drizzle-orm';
import {
  figures,
  listedStatements,
  periodHash,
  STATEMENT_FIGURES,
  statementHash,
  sumsOf,
} from '../payouts/statement-sql.ts';
import type { Check } from './verify-check.ts';

/** What the checks of closed periods find; of hashes, 1 is the right one. */
export type PeriodFinding =
  | 'period_gap'
  | 'period_number'
  | 'period_statements'
  | 'period_missed'
  | 'period_hash'
  | `statement_${(typeof STATEMENT_FIGURES)[number]}`
  | 'statement_hash';

const nameOfPeriod = sql`'period ' || number || ' of ' || slug || ', ' || period.currency`;

/** Each period follows the one before, in time and by its hash, and leaves nothing out. */
export const periodsCheck: Check = {
  actual: sql`
    SELECT id::text AS key, 'all' AS day, what, value, stated
    FROM (
      SELECT period.*, slug, listed, coalesce(size, 0) AS size,
             lag(period.hash) OVER chain AS hash_before, lag(ends_at) OVER chain AS ended_before, row_number() OVER chain AS place
      FROM payout_periods AS period JOIN storefronts ON storefronts.id = storefront_id
      LEFT JOIN (SELECT period_id, count(*) AS size, ${listedStatements} AS listed FROM payout_statements GROUP BY 1) AS own
        ON own.period_id = period.id
      WINDOW chain AS (PARTITION BY storefront_id, period.currency ORDER BY number)) AS period,
    LATERAL (
      SELECT count(*) AS missed FROM ledger_transfers JOIN ledger_accounts AS own ON own.id = debit_id
      WHERE place = 1 AND own.storefront_id = period.storefront_id AND own.currency = period.currency
        AND posted_at < period.starts_at) AS earlier,
    LATERAL (VALUES
      ('period_gap', extract(epoch FROM coalesce(ended_before, starts_at)), extract(epoch FROM starts_at)),
      ('period_number', place::numeric, number::numeric),
      ('period_statements', size::numeric, statement_count::numeric),
      ('period_missed', missed::numeric, 0),
      ('period_hash', 1, (hash = ${periodHash})::integer::numeric)) AS finding(what, value, stated)
    WHERE stated <> value`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM payout_periods`,
  name: sql`
    (SELECT ${nameOfPeriod} FROM payout_periods AS period JOIN storefronts ON storefronts.id = storefront_id WHERE period.id::text = key)`,
};

/** Every transfer of an affiliate with the period that it was posted in. */
const moved = sql`
  SELECT period.id AS key, transfer.*
  FROM ledger_transfers AS transfer JOIN ledger_accounts AS own ON own.id = transfer.debit_id
  JOIN (SELECT storefront_id, currency, array_agg(starts_at ORDER BY number) || max(ends_at) AS bounds FROM payout_periods GROUP BY 1, 2
       ) AS chain ON chain.storefront_id = own.storefront_id AND chain.currency = own.currency
  JOIN payout_periods AS period ON period.storefront_id = own.storefront_id AND period.currency = own.currency
    AND period.number = width_bucket(posted_at, bounds)`;

/** Each statement by itself: what was before and what moved is what it says, and its hash is of that. */
export const statementsCheck: Check = {
  actual: sql`
    SELECT key, 'all' AS day, what, value, stated
    FROM (
      WITH sums AS MATERIALIZED (${sumsOf(moved)}),
      stated AS (
        SELECT statement.*, slug, period.currency, starts_at, ends_at,
               lag(row(statement.*)::payout_statements) OVER (
                 PARTITION BY storefront_id, period.currency, affiliate_id ORDER BY number) AS before
        FROM payout_statements AS statement JOIN payout_periods AS period ON period.id = period_id
        JOIN storefronts ON storefronts.id = storefront_id),
      computed AS (
        SELECT stated.period_id, stated.affiliate_id, slug, currency, starts_at, ends_at, ${figures}
        FROM stated LEFT JOIN sums ON sums.key = stated.period_id AND sums.affiliate_id = stated.affiliate_id,
             LATERAL (SELECT (stated.before).*) AS before)
      SELECT computed.period_id || '/' || computed.affiliate_id AS key, what, value, finding.stated
      FROM computed JOIN payout_statements AS statement USING (period_id, affiliate_id),
      LATERAL (SELECT ${statementHash} AS hash FROM (SELECT computed.*) AS one) AS right_one,
      LATERAL (VALUES
        ${sql.join(
          STATEMENT_FIGURES.map(
            (name) =>
              sql`(${`statement_${name}`}::text, computed.${sql.identifier(name)}, statement.${sql.identifier(name)})`,
          ),
          sql`, `,
        )},
        ('statement_hash', 1, (statement.hash = right_one.hash)::integer::numeric)) AS finding(what, value, stated)
      UNION ALL
      -- Something moved, and there is no statement.
      SELECT sums.key || '/' || affiliate_id, 'statement_hash', 1, 0
      FROM sums WHERE NOT EXISTS (
        SELECT FROM payout_statements AS statement WHERE period_id = sums.key AND statement.affiliate_id = sums.affiliate_id)
    ) AS finding
    WHERE stated <> value`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM payout_statements`,
  name: sql`
    (SELECT ${nameOfPeriod} || ', ' || handle
     FROM payout_periods AS period JOIN storefronts ON storefronts.id = storefront_id,
          affiliates
     WHERE period.id::text = split_part(key, '/', 1) AND affiliates.id::text = split_part(key, '/', 2))`,
};
