import { type SQL, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  smallint,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import { amount, createdAt, decimalsOf, instant, NOTHING, SUM_LIMIT } from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

/** What an affiliate is owed, by where it stands. */
export const AFFILIATE_ACCOUNTS = ['pending', 'payable', 'held', 'in_payout'] as const;
export type AffiliateAccount = (typeof AFFILIATE_ACCOUNTS)[number];

/** The storefront's side. */
const SHARED_ACCOUNTS = [
  'expense.commission',
  'expense.bad_debt',
  'adjustment',
  'suspense',
  'cash.manual',
  'cash.csv',
  'cash.sepa',
  'cash.paypal',
  'expense.payout_fee',
] as const;
export type SharedAccount = (typeof SHARED_ACCOUNTS)[number];

const KINDS = [...AFFILIATE_ACCOUNTS, ...SHARED_ACCOUNTS] as const;

/** Why money moved. */
const TRANSFER_CAUSES = [
  'accrue',
  'mature',
  'refund',
  'void',
  'dispute',
  'pay',
  'adjust',
  'migrate',
  'reserve',
  'release',
  'return',
  'fee',
  'mismatch',
] as const;
export type TransferCause = (typeof TRANSFER_CAUSES)[number];

const listed = (values: readonly string[]): SQL => sql.raw(values.map((value) => `'${value}'`).join(', '));

/** Accounts are made as the first transfer needs them, and never change. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    /** Null: the storefront's own. */
    affiliateId: integer('affiliate_id').references(() => affiliates.id, { onDelete: 'restrict' }),
    kind: varchar('kind', { length: 32, enum: KINDS }).notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('ledger_accounts_key')
      .on(table.storefrontId, table.affiliateId, table.currency, table.kind)
      .nullsNotDistinct(),
    unique('ledger_accounts_currency_key').on(table.id, table.currency),
    check('ledger_accounts_kind_check', sql`${table.kind} IN (${listed(KINDS)})`),
    check(
      'ledger_accounts_owner_check',
      sql`(${table.affiliateId} IS NOT NULL) = (${table.kind} IN (${listed(AFFILIATE_ACCOUNTS)}))`,
    ),
  ],
);

/**
 * Money that moved from one account to another: what is owed is on the credit side. Append-only: a trigger refuses every
 * change, and only `hub_post_transfers` inserts.
 */
export const ledgerTransfers = pgTable(
  'ledger_transfers',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    debitId: bigint('debit_id', { mode: 'number' }).notNull(),
    creditId: bigint('credit_id', { mode: 'number' }).notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    amount: amount('amount').notNull(),
    cause: varchar('cause', { length: 16, enum: TRANSFER_CAUSES }).notNull(),
    /** What it was, within its cause: the same one is never posted twice. */
    causeId: text('cause_id').notNull(),
    /** Of several transfers of one cause. */
    leg: smallint('leg').notNull(),
    /** The commission that it is about: of this attribution … */
    attributionId: integer('attribution_id'),
    /** … the line at this position; 0: the order as a whole. */
    position: smallint('position'),
    /** When what it stands for happened. */
    eventAt: instant('event_at').notNull(),
    /** When it was posted, under the locks of its accounts. */
    postedAt: instant('posted_at').notNull(),
    /** Its number among the transfers of an affiliate's account, without gaps; null for a shared account. */
    debitSeq: bigint('debit_seq', { mode: 'number' }),
    creditSeq: bigint('credit_seq', { mode: 'number' }),
    reason: text('reason'),
    /** Who caused it, as the audit log names callers: `person:…`, `key:…`; null: the hub itself. */
    actor: text('actor'),
  },
  (table) => [
    foreignKey({
      name: 'ledger_transfers_debit_fk',
      columns: [table.debitId, table.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
    }).onDelete('restrict'),
    foreignKey({
      name: 'ledger_transfers_credit_fk',
      columns: [table.creditId, table.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
    }).onDelete('restrict'),
    unique('ledger_transfers_cause_key').on(table.cause, table.causeId, table.leg),
    index('idx_ledger_transfers_debit').on(table.debitId, table.id),
    index('idx_ledger_transfers_credit').on(table.creditId, table.id),
    index('idx_ledger_transfers_attribution').on(table.attributionId),
    check('ledger_transfers_amount_check', sql`${table.amount} > 0 AND ${table.amount} < ${SUM_LIMIT}`),
    check(
      'ledger_transfers_decimals_check',
      sql`min_scale(${table.amount}) <= ${decimalsOf(table.currency)}`,
    ),
    check('ledger_transfers_sides_check', sql`${table.debitId} <> ${table.creditId}`),
    check('ledger_transfers_cause_check', sql`${table.cause} IN (${listed(TRANSFER_CAUSES)})`),
  ],
);

/** Sums of an affiliate's accounts. Shared accounts have none: every order would wait for the same row. */
export const ledgerBalances = pgTable(
  'ledger_balances',
  {
    accountId: bigint('account_id', { mode: 'number' })
      .primaryKey()
      .references(() => ledgerAccounts.id, { onDelete: 'restrict' }),
    debits: amount('debits').notNull().default(NOTHING),
    credits: amount('credits').notNull().default(NOTHING),
    /** The number of its last transfer. */
    seq: bigint('seq', { mode: 'number' }).notNull().default(0),
    /** As its account has them, so that all balances are summed up without their accounts. */
    storefrontId: integer('storefront_id').notNull(),
    kind: varchar('kind', { length: 32, enum: AFFILIATE_ACCOUNTS }).notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
  },
  (table) => [
    // What was paid may be taken back: then the affiliate owes the shop.
    check('ledger_balances_check', sql`${table.kind} = 'payable' OR ${table.credits} >= ${table.debits}`),
    check('ledger_balances_limit_check', sql`greatest(${table.debits}, ${table.credits}) < ${SUM_LIMIT}`),
  ],
);

/** What somebody proposes to give an affiliate, or to take back, beside commissions; posted once another person approves it. */
export const ledgerAdjustments = pgTable(
  'ledger_adjustments',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    currency: varchar('currency', { length: 3 }).notNull(),
    kind: varchar('kind', { length: 16, enum: ['adjustment', 'writeOff'] }).notNull(),
    /** Above zero: the affiliate gets it; below: the shop takes it back. */
    amount: amount('amount').notNull(),
    reason: text('reason').notNull(),
    state: varchar('state', { length: 16, enum: ['proposed', 'approved', 'rejected'] })
      .notNull()
      .default('proposed'),
    createdAt: createdAt(),
    /** Ids of people. */
    createdBy: text('created_by').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    /** By the only person who may decide. */
    isSelfApproved: boolean('is_self_approved').notNull().default(false),
  },
  (table) => [
    index('idx_ledger_adjustments_affiliate').on(table.affiliateId, table.id),
    index('idx_ledger_adjustments_proposed').on(table.id).where(sql`state = 'proposed'`),
    check(
      'ledger_adjustments_amount_check',
      sql`${table.amount} <> 0 AND abs(${table.amount}) < ${SUM_LIMIT}`,
    ),
    check(
      'ledger_adjustments_decimals_check',
      sql`min_scale(${table.amount}) <= ${decimalsOf(table.currency)}`,
    ),
    check(
      'ledger_adjustments_state_check',
      sql`(${table.state} = 'proposed') = (${table.decidedBy} IS NULL)`,
    ),
    check(
      'ledger_adjustments_second_person_check',
      sql`${table.state} <> 'approved' OR ${table.isSelfApproved} OR ${table.decidedBy} <> ${table.createdBy}`,
    ),
  ],
);

/** Whether another person must approve what moves money: one row, once somebody has chosen. */
export const ledgerSettings = pgTable(
  'ledger_settings',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    secondPerson: varchar('second_person', { length: 16, enum: ['required', 'alone'] }).notNull(),
    chosenAt: instant('chosen_at').notNull(),
    /** Id of the person. */
    chosenBy: text('chosen_by').notNull(),
  },
  (table) => [
    check('ledger_settings_only_check', sql`${table.isOnly}`),
    check('ledger_settings_second_person_check', sql`${table.secondPerson} IN ('required', 'alone')`),
  ],
);

/** How far the ledger has caught up with the conversions that were stored before it: one row. */
export const ledgerProgress = pgTable(
  'ledger_progress',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    /** Id of the last attribution that was looked at. */
    bookedThrough: integer('booked_through').notNull(),
  },
  (table) => [check('ledger_progress_only_check', sql`${table.isOnly}`)],
);
