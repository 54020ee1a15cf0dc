import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import { AMOUNT_LIMIT, amount, createdAt, decimalsOf, instant, NOTHING, SUM_LIMIT } from '../core/columns.ts';
import { affAttributions } from '../orders/tables.ts';
import { storefronts } from '../storefronts/tables.ts';

/** The ways by which money leaves. */
export const PAYOUT_RAILS = ['manual', 'csv', 'sepa', 'paypal'] as const;
export type PayoutRail = (typeof PAYOUT_RAILS)[number];

/**
 * `submitting`: an attempt is stored, and its call may be under way; `unknown`: its answer was lost, so that the provider
 * is asked and nothing is sent again; `partly`: some items came back or failed, all others are paid.
 */
export const BATCH_STATES = [
  'draft',
  'approved',
  'submitting',
  'unknown',
  'submitted',
  'settled',
  'partly',
  'cancelled',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/**
 * `reserved`: in a batch that was not sent; `sent`: under way; `mismatched`: paid with another amount, a person decides;
 * `failed` and `cancelled`: it never left, `returned`: it came back; after these three the amount is payable again.
 */
export const ITEM_STATES = [
  'reserved',
  'sent',
  'paid',
  'mismatched',
  'failed',
  'returned',
  'cancelled',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** Where an affiliate is paid to. What it says is sealed; the hint may be shown. */
export const payoutDetails = pgTable(
  'payout_details',
  {
    affiliateId: integer('affiliate_id')
      .primaryKey()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    method: varchar('method', { length: 8, enum: ['bank', 'paypal', 'other'] }).notNull(),
    /** JSON of what the method takes, sealed for this affiliate. */
    sealed: text('sealed').notNull(),
    /** `…3000` of an IBAN, `j…@example.com` of an address. */
    hint: varchar('hint', { length: 255 }).notNull(),
    /** Nothing is paid there before: whoever took over an account has to wait, and the old address was told. */
    usableFrom: instant('usable_from').notNull(),
    /** Counts the changes. */
    version: integer('version').notNull().default(1),
    changedAt: instant('changed_at').notNull().default(sql`now()`),
    /** Id of the person. */
    changedBy: text('changed_by').notNull(),
  },
  (table) => [check('payout_details_method_check', sql`${table.method} IN ('bank', 'paypal', 'other')`)],
);

/** From where and how a storefront pays. */
export const payoutSettings = pgTable(
  'payout_settings',
  {
    storefrontId: integer('storefront_id')
      .primaryKey()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    /** What must be payable at least, in the storefront's currency. */
    minimum: amount('minimum').notNull().default(NOTHING),
    /** JSON of the debtor's name, IBAN and BIC, sealed for this storefront; null: no SEPA. */
    debtorSealed: text('debtor_sealed'),
    debtorHint: varchar('debtor_hint', { length: 255 }),
    /** What the bank wants to be different: version of the schema, sums of the group, how a missing BIC is written. */
    sepaProfile: jsonb('sepa_profile').$type<Record<string, unknown>>().notNull().default({}),
    /** JSON of PayPal's client id and secret, sealed for this storefront; null: no PayPal. */
    paypalSealed: text('paypal_sealed'),
    paypalHint: varchar('paypal_hint', { length: 255 }),
    paypalEnvironment: varchar('paypal_environment', { length: 8, enum: ['live', 'sandbox'] })
      .notNull()
      .default('live'),
    /** On bank statements, with `{period}` and `{batch}` filled in; null: the storefront's name and the batch. */
    reference: varchar('reference', { length: 140 }),
    changedAt: instant('changed_at').notNull().default(sql`now()`),
    changedBy: text('changed_by').notNull(),
  },
  (table) => [
    check('payout_settings_minimum_check', sql`${table.minimum} >= 0 AND ${table.minimum} < ${AMOUNT_LIMIT}`),
    check('payout_settings_environment_check', sql`${table.paypalEnvironment} IN ('live', 'sandbox')`),
  ],
);

/** Payments that are made together, by one way, in one currency. */
export const payoutBatches = pgTable(
  'payout_batches',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    /** `conversion`: one conversion that was marked as paid. */
    kind: varchar('kind', { length: 16, enum: ['balances', 'conversion'] })
      .notNull()
      .default('balances'),
    rail: varchar('rail', { length: 8, enum: PAYOUT_RAILS }).notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    minimum: amount('minimum').notNull().default(NOTHING),
    state: varchar('state', { length: 16, enum: BATCH_STATES }).notNull().default('draft'),
    total: amount('total').notNull(),
    itemCount: integer('item_count').notNull(),
    /** Who was left out of the draft, and why. */
    leftOut: jsonb('left_out').$type<LeftOutRow[]>().notNull().default([]),
    /** Names it to the bank or the provider: pain.001's MsgId, PayPal's sender_batch_id. One for each attempt. */
    messageId: varchar('message_id', { length: 35 }).unique(),
    /** How often it was handed over: a second time only after the first was found to have reached nobody. */
    attempt: integer('attempt').notNull().default(0),
    attemptedAt: instant('attempted_at'),
    /** The provider's name for it: PayPal's payout_batch_id. */
    providerId: varchar('provider_id', { length: 64 }),
    /** By which of the provider's accounts the attempt was sent: another one would know nothing of it. */
    account: varchar('account', { length: 64 }),
    /** When the provider was called last, to send it or to ask: whoever did may still be at it. */
    calledAt: instant('called_at'),
    /** What went wrong last, in words for the person who looks. */
    problem: text('problem'),
    /** The bank's file, sealed; the same bytes at each download. */
    fileSealed: text('file_sealed'),
    fileName: varchar('file_name', { length: 128 }),
    /** Hex, of the file as it is downloaded. */
    fileSha256: varchar('file_sha256', { length: 64 }),
    createdAt: createdAt(),
    /** Id of the person. */
    createdBy: text('created_by').notNull(),
    approvedAt: instant('approved_at'),
    approvedBy: text('approved_by'),
    /** By the only person who may. */
    isSelfApproved: boolean('is_self_approved').notNull().default(false),
    submittedAt: instant('submitted_at'),
    submittedBy: text('submitted_by'),
    /** When its last item was settled. */
    settledAt: instant('settled_at'),
    cancelledAt: instant('cancelled_at'),
    cancelledBy: text('cancelled_by'),
  },
  (table) => [
    index('idx_payout_batches_storefront').on(table.storefrontId, table.id),
    // Those that a job looks after.
    index('idx_payout_batches_open')
      .on(table.state)
      .where(sql`state IN ('submitting', 'unknown', 'submitted')`),
    index('idx_payout_batches_provider').on(table.providerId).where(sql`provider_id IS NOT NULL`),
    check('payout_batches_total_check', sql`${table.total} > 0 AND ${table.total} < ${SUM_LIMIT}`),
    check('payout_batches_count_check', sql`${table.itemCount} > 0`),
    check(
      'payout_batches_second_person_check',
      sql`${table.approvedBy} IS NULL OR ${table.isSelfApproved} OR ${table.approvedBy} <> ${table.createdBy}`,
    ),
    check(
      'payout_batches_approved_check',
      sql`${table.state} IN ('draft', 'cancelled') OR ${table.approvedBy} IS NOT NULL`,
    ),
  ],
);

/** Somebody who is left out of a draft. */
export interface LeftOutRow {
  affiliateId: number;
  reason: LeftOutReason;
  /** What is payable. */
  amount: string;
}

export const LEFT_OUT_REASONS = [
  'belowMinimum',
  'negative',
  'differenceOpen',
  'noDetails',
  'otherMethod',
  'detailsOnHold',
  'currencyNotOnRail',
  'countryNotOnRail',
  'tooMuchForRail',
  'batchIsFull',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** One payment. Its amount is in the affiliate's `in_payout` from the moment it is stored until it is settled. */
export const payoutItems = pgTable(
  'payout_items',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    batchId: bigint('batch_id', { mode: 'number' })
      .notNull()
      .references(() => payoutBatches.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    amount: amount('amount').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    state: varchar('state', { length: 16, enum: ITEM_STATES }).notNull().default('reserved'),
    /** Of the affiliate's `payable`: the number of its last transfer that the item covers; null: of none in particular. */
    throughSeq: bigint('through_seq', { mode: 'number' }),
    /** The conversion that was marked as paid. */
    attributionId: integer('attribution_id').references(() => affAttributions.id, { onDelete: 'restrict' }),
    requestId: bigint('request_id', { mode: 'number' }),
    /** Where it goes, as the details said when it was drafted: JSON, sealed for the batch and the affiliate; null: erased, or not needed. */
    payeeSealed: text('payee_sealed'),
    payeeHint: varchar('payee_hint', { length: 255 }),
    /** Names it to the bank or the provider: EndToEndId, sender_item_id. */
    reference: varchar('reference', { length: 35 }).notNull().unique(),
    providerId: varchar('provider_id', { length: 64 }),
    /** The provider's last word, as it says it. */
    providerStatus: varchar('provider_status', { length: 32 }),
    /** When the provider said so: older news change nothing. */
    providerAt: instant('provider_at'),
    /** Why it failed or came back. */
    reason: text('reason'),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('idx_payout_items_batch').on(table.batchId, table.id),
    index('idx_payout_items_affiliate').on(table.affiliateId, table.id),
    // What is in payout: asked before a conversion is voided.
    index('idx_payout_items_open')
      .on(table.affiliateId)
      .where(sql`state IN ('reserved', 'sent', 'mismatched')`),
    // A batch pays an affiliate's balance once.
    uniqueIndex('idx_payout_items_balance')
      .on(table.batchId, table.affiliateId)
      .where(sql`request_id IS NULL AND attribution_id IS NULL`),
    // What was requested is paid by one item, and by another one only after that was cancelled.
    uniqueIndex('idx_payout_items_request')
      .on(table.requestId)
      .where(sql`request_id IS NOT NULL AND state <> 'cancelled'`),
    // A conversion is in payout once.
    uniqueIndex('idx_payout_items_conversion')
      .on(table.attributionId)
      .where(sql`attribution_id IS NOT NULL AND state IN ('reserved', 'sent', 'mismatched', 'paid')`),
    check('payout_items_amount_check', sql`${table.amount} > 0 AND ${table.amount} < ${SUM_LIMIT}`),
    check('payout_items_decimals_check', sql`min_scale(${table.amount}) <= ${decimalsOf(table.currency)}`),
  ],
);

/** The conversions whose commissions a payment has paid; those of one that came back stay. */
export const payoutConversions = pgTable(
  'payout_conversions',
  {
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => payoutItems.id, { onDelete: 'restrict' }),
    attributionId: integer('attribution_id')
      .notNull()
      .references(() => affAttributions.id, { onDelete: 'restrict' }),
  },
  (table) => [
    primaryKey({ name: 'payout_conversions_pkey', columns: [table.itemId, table.attributionId] }),
    index('idx_payout_conversions_attribution').on(table.attributionId),
  ],
);

/** What a provider, a bank's file or a person has said of an item: each message once. */
export const payoutEvents = pgTable(
  'payout_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => payoutItems.id, { onDelete: 'restrict' }),
    source: varchar('source', { length: 16, enum: ['person', 'bankFile', 'provider'] }).notNull(),
    /** What it is, within its source: the same one is taken once. */
    key: varchar('key', { length: 255 }).notNull(),
    status: varchar('status', { length: 32 }).notNull(),
    amount: amount('amount'),
    /** What became of it: `applied`; `stale`, older than what was known; `contradicting`, a person must decide. */
    outcome: varchar('outcome', { length: 16, enum: ['applied', 'stale', 'contradicting'] }).notNull(),
    reason: text('reason'),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull().default(sql`now()`),
    actor: text('actor'),
  },
  (table) => [unique('payout_events_key').on(table.itemId, table.source, table.key)],
);

/** Money that moved otherwise than the hub had it: in `suspense` until a person decides whose it is. */
export const payoutMismatches = pgTable(
  'payout_mismatches',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => payoutItems.id, { onDelete: 'restrict' }),
    /** Above zero: more left than was owed; below: less. */
    amount: amount('amount').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    reason: text('reason').notNull(),
    createdAt: createdAt(),
    /** `affiliate`: it goes to, or comes from, the affiliate's balance; `shop`: the shop bears it, or keeps it. */
    decision: varchar('decision', { length: 16, enum: ['affiliate', 'shop'] }),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
  },
  (table) => [
    index('idx_payout_mismatches_item').on(table.itemId),
    index('idx_payout_mismatches_open').on(table.id).where(sql`decision IS NULL`),
    check(
      'payout_mismatches_amount_check',
      sql`${table.amount} <> 0 AND abs(${table.amount}) < ${SUM_LIMIT}`,
    ),
    check('payout_mismatches_decided_check', sql`(${table.decision} IS NULL) = (${table.decidedBy} IS NULL)`),
  ],
);

/** What an affiliate asks to be paid: reserved in `in_payout` until it is paid or rejected. */
export const payoutRequests = pgTable(
  'payout_requests',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    currency: varchar('currency', { length: 3 }).notNull(),
    amount: amount('amount').notNull(),
    /** As of {@link payoutItems}. */
    throughSeq: bigint('through_seq', { mode: 'number' }),
    /** `batched`: it is in a batch; what became of it is there. */
    state: varchar('state', { length: 16, enum: ['requested', 'batched', 'rejected'] })
      .notNull()
      .default('requested'),
    note: text('note'),
    createdAt: createdAt(),
    /** Id of the person. */
    createdBy: text('created_by').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    /** Why it was rejected. */
    reason: text('reason'),
  },
  (table) => [
    uniqueIndex('idx_payout_requests_open')
      .on(table.affiliateId, table.currency)
      .where(sql`state = 'requested'`),
    index('idx_payout_requests_storefront').on(table.storefrontId, table.id),
    check('payout_requests_amount_check', sql`${table.amount} > 0 AND ${table.amount} < ${SUM_LIMIT}`),
    check(
      'payout_requests_reason_check',
      sql`${table.state} <> 'rejected' OR (${table.reason} IS NOT NULL AND ${table.decidedBy} IS NOT NULL)`,
    ),
  ],
);

/** A time that is closed: its statements never change, what comes later is booked in the next. Without gaps. */
export const payoutPeriods = pgTable(
  'payout_periods',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    currency: varchar('currency', { length: 3 }).notNull(),
    /** From 1. */
    number: integer('number').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    closedAt: instant('closed_at').notNull().default(sql`now()`),
    closedBy: text('closed_by').notNull(),
    statementCount: integer('statement_count').notNull(),
    /** SHA-256, hex, of the period before and of this one's statements. */
    hash: varchar('hash', { length: 64 }).notNull(),
  },
  (table) => [
    unique('payout_periods_number_key').on(table.storefrontId, table.currency, table.number),
    index('idx_payout_periods_end').on(table.endsAt),
    check('payout_periods_range_check', sql`${table.endsAt} > ${table.startsAt}`),
  ],
);

/** What an affiliate earned, was paid and is owed in a closed period. */
export const payoutStatements = pgTable(
  'payout_statements',
  {
    periodId: bigint('period_id', { mode: 'number' })
      .notNull()
      .references(() => payoutPeriods.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    /** What is owed in total: pending, payable, held and in payout. */
    opening: amount('opening').notNull(),
    earned: amount('earned').notNull(),
    /** Taken back by refunds, lost disputes and voiding. */
    reversed: amount('reversed').notNull(),
    adjusted: amount('adjusted').notNull(),
    /** Less what came back. */
    paid: amount('paid').notNull(),
    closing: amount('closing').notNull(),
    /** Of `closing`, where it stands. */
    pending: amount('pending').notNull(),
    payable: amount('payable').notNull(),
    held: amount('held').notNull(),
    inPayout: amount('in_payout').notNull(),
    /** SHA-256, hex, of this statement with its transfers and of the affiliate's one before. */
    hash: varchar('hash', { length: 64 }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'payout_statements_pkey', columns: [table.periodId, table.affiliateId] }),
    index('idx_payout_statements_affiliate').on(table.affiliateId, table.periodId),
    check(
      'payout_statements_sum_check',
      sql`${table.opening} + ${table.earned} - ${table.reversed} + ${table.adjusted} - ${table.paid} = ${table.closing}`,
    ),
    check(
      'payout_statements_closing_check',
      sql`${table.pending} + ${table.payable} + ${table.held} + ${table.inPayout} = ${table.closing}`,
    ),
  ],
);
