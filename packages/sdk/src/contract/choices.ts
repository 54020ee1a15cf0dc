/**
 * The values of fields that lists are filtered by. No schema stands beside them, so that pages which only name the values
 * load no zod.
 */

export const AFFILIATE_STATUSES = ['active', 'paused', 'archived'] as const;

export const CONVERSION_STATUSES = ['pending', 'approved', 'paid', 'void'] as const;

/**
 * Where a commission stands: it waits for approval, for the end of its holding time, or is held (in part) by an open
 * dispute; it may be paid, was paid, was taken back by refunds, or was voided.
 */
export const COMMISSION_STATES = [
  'toApprove',
  'maturing',
  'held',
  'payable',
  'paid',
  'reversed',
  'void',
] as const;

/** Kinds of accounts of the ledger: what an affiliate is owed, then the storefront's side. */
export const ACCOUNT_KINDS = [
  'pending',
  'payable',
  'held',
  'in_payout',
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

/** Why money moved. */
export const TRANSFER_CAUSES = [
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

/** The ways by which affiliates are paid. */
export const PAYOUT_RAILS = ['manual', 'csv', 'sepa', 'paypal'] as const;

/** What affiliates may be paid to. */
export const PAYOUT_METHODS = ['bank', 'paypal', 'other'] as const;

/**
 * Where a payout batch stands. `submitting`: its call may be under way; `unknown`: the answer was lost, and the provider is
 * asked; `partly`: some items failed or came back, all others are paid.
 */
export const PAYOUT_BATCH_STATES = [
  'draft',
  'approved',
  'submitting',
  'unknown',
  'submitted',
  'settled',
  'partly',
  'cancelled',
] as const;

/**
 * Where a payment stands. `reserved`: not handed over; `sent`: under way; `mismatched`: paid with another amount, a person
 * decides. After `failed`, `returned` and `cancelled` its amount is payable again.
 */
export const PAYOUT_ITEM_STATES = [
  'reserved',
  'sent',
  'paid',
  'mismatched',
  'failed',
  'returned',
  'cancelled',
] as const;

/** Why an affiliate is left out of a payout batch. */
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

export const CONVERSION_KINDS = ['verified', 'claim'] as const;

export const EPISODE_STATUSES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const;

/** What a mute is about: one SKU, all products of a supplier, or all whose SKU begins so. */
export const MUTE_KINDS = ['sku', 'supplier', 'prefix'] as const;

export const IMPORT_STATUSES = ['ready', 'running', 'done', 'failed', 'cancelled'] as const;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;

/** The steps of a hub's beginning, in the order in which one leads to the next. */
export const SETUP_STEPS = ['partner', 'origin', 'click', 'key', 'order', 'channel', 'products'] as const;

export const CHANNEL_NAMES = ['webhook', 'email', 'events'] as const;
