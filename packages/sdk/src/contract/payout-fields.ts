import { z } from 'zod';
import { PAYOUT_BATCH_STATES, PAYOUT_ITEM_STATES, PAYOUT_RAILS } from './choices.ts';
import { cursor, text } from './fields.ts';

export const payoutRail = z.enum(PAYOUT_RAILS);
export const payoutBatchState = z.enum(PAYOUT_BATCH_STATES);
export const payoutItemState = z.enum(PAYOUT_ITEM_STATES);

/** Batches, items and requests are counted without an end. */
export const rowId = z.number().int().positive();

/** One of them. */
export const byId = z.strictObject({ id: rowId });

/** What a signed-in person enters again: a screen may have been left alone. */
export const proof = {
  password: text(1024).min(1),
  /** Of the second factor, where the person has one. */
  code: text(64).optional(),
};

/** A page of a list. */
export const listed = {
  limit: z.number().int().min(1).max(500).default(100),
  cursor: cursor.optional(),
};
