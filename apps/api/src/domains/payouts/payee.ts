import { z } from 'zod';
import type { SecretBox } from '../../platform/secret-box.ts';

/** Where somebody is paid to, as it is sealed. */
export const payee = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('bank'),
    holder: z.string(),
    /** Without spaces, checked. */
    iban: z.string(),
    bic: z.string().nullable(),
  }),
  z.strictObject({ method: z.literal('paypal'), holder: z.string().nullable(), email: z.string() }),
  z.strictObject({ method: z.literal('other'), holder: z.string().nullable(), note: z.string() }),
]);

export type Payee = z.output<typeof payee>;

/** Seals where an affiliate is paid to. `where` tells apart the details that it has and those that an item was drafted with. */
export function sealPayee(secrets: SecretBox, where: string, details: Payee): string {
  return secrets.seal(JSON.stringify(details), where);
}

/** Throws `SealError`. */
export function openPayee(secrets: SecretBox, where: string, sealed: string): Payee {
  return payee.parse(JSON.parse(secrets.open(sealed, where)));
}

/** Where an affiliate's current details are sealed for. */
export const detailsPlace = (affiliateId: number): string => `payout_details ${affiliateId}`;

/** Where an item's own copy is sealed for: the reference is unique. */
export const itemPlace = (reference: string): string => `payout_items ${reference}`;

/** Where a batch's file is sealed for. */
export const filePlace = (batchId: number): string => `payout_batches ${batchId} file`;
