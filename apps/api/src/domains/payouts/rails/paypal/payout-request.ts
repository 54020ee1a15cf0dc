import type { RailBatch, RailItem } from '../../rail.ts';
import { paysOut, toPayPal } from './currencies.ts';
import { isReceiver } from './receiver.ts';

/** The most payments of one call. */
export const MOST_ITEMS = 15_000;
const MOST_IN_SUBJECT = 255;
const MOST_IN_NOTE = 1000;
/** How many items a problem names. */
const NAMED = 5;

/** What a batch is sent as: the same whenever it is made; or why PayPal would refuse all of it. */
export type PayoutRequest = { body: string } | { problem: string };

/** Writes a batch as PayPal reads it. One bad payment makes PayPal refuse all, so that each is checked before. */
export function writePayoutRequest(batch: RailBatch): PayoutRequest {
  if (batch.items.length > MOST_ITEMS) {
    return { problem: `PayPal takes at most ${MOST_ITEMS} payments at a time: make smaller batches` };
  }
  if (!paysOut(batch.currency)) return { problem: `PayPal does not pay ${batch.currency}` };
  const bad = batch.items.filter((item) => receiverOf(item) === null);
  if (bad.length > 0) {
    const names = bad.slice(0, NAMED).map(({ affiliateName }) => affiliateName);
    const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : '';
    return { problem: `there is no address that PayPal takes for ${names.join(', ')}${more}` };
  }
  const odd = batch.items.find(({ amount, currency }) => toPayPal(amount, currency) === null);
  if (odd !== undefined) return { problem: `PayPal takes no decimals of ${odd.currency}: ${odd.amount}` };
  const note = clip(batch.reference, MOST_IN_NOTE);
  const subject = batch.storefrontName === '' ? batch.reference : `${batch.storefrontName} has paid you`;
  return {
    body: JSON.stringify({
      sender_batch_header: {
        sender_batch_id: batch.messageId,
        recipient_type: 'EMAIL',
        email_subject: clip(subject, MOST_IN_SUBJECT),
      },
      items: batch.items.map((item) => ({
        recipient_type: 'EMAIL',
        receiver: receiverOf(item),
        amount: { value: toPayPal(item.amount, item.currency), currency: item.currency },
        sender_item_id: item.reference,
        note,
      })),
    }),
  };
}

function receiverOf({ payee }: RailItem): string | null {
  return payee?.method === 'paypal' && isReceiver(payee.email) ? payee.email : null;
}

/** Cuts a text to so many UTF-16 units, never within a character. */
function clip(text: string, most: number): string {
  const clean = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (clean.length <= most) return clean;
  let cut = '';
  for (const character of clean) {
    if (cut.length + character.length > most) break;
    cut += character;
  }
  return cut;
}
