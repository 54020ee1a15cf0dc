import { currencyDigits } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import type { ItemNews } from '../../item-rules.ts';
import type { ItemSaid, RailFee } from '../../item-said.ts';
import type { RailBatch } from '../../rail.ts';
import { fromPayPal } from './currencies.ts';
import { readJson } from './paypal-api.ts';

const MOST_IN_STATUS = 32;
const MOST_IN_KEY = 255;

const money = z.object({ currency: z.string(), value: z.string() });
const providerId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const instant = z.coerce.date();

/** What only adds to an answer: written otherwise than expected, it is as if it was not there. */
function lenient<Shape extends z.ZodType>(shape: Shape) {
  return shape.optional().catch(undefined);
}

/** A batch's head: its state is not that of its payments. */
const head = z.object({
  payout_batch_id: providerId,
  batch_status: z.string(),
  time_created: lenient(instant),
  time_completed: lenient(instant),
  sender_batch_header: z.object({ sender_batch_id: z.string() }),
});
const item = z.object({
  payout_item_id: z.string().optional(),
  transaction_status: z.string().optional(),
  payout_item_fee: lenient(money),
  payout_item: z.object({ sender_item_id: z.string(), amount: money }),
  time_processed: lenient(instant),
  errors: lenient(z.object({ name: z.string().optional(), message: z.string().optional() })),
});
const accepted = z.object({ batch_header: z.object({ payout_batch_id: providerId }) });
const page = z.object({
  batch_header: head,
  items: z.array(z.unknown()).default([]),
  total_pages: z.number().optional(),
});
const refusal = z.object({
  name: z.string().optional(),
  message: z.string().optional(),
  /** What OAuth says in place of a name. */
  error: z.string().optional(),
  error_description: z.string().optional(),
  details: z
    .array(
      z.object({
        field: z.string().optional(),
        issue: z.string().optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
  links: z.array(z.object({ href: z.string(), rel: z.string().optional() })).default([]),
});

export type BatchHead = z.output<typeof head>;

/** Returns PayPal's name for a batch that it has just taken; null when the answer does not say it. */
export function readAccepted(body: string): string | null {
  return accepted.safeParse(readJson(body)).data?.batch_header.payout_batch_id ?? null;
}

/** Why PayPal did not take a batch. `duplicate`: it has one of this name, under that id of its own. */
export type Refusal =
  | { kind: 'duplicate'; providerId: string | null }
  | { kind: 'underWay'; words: string }
  | { kind: 'refused'; words: string };

/** A payment of the call, as PayPal names it in a problem: by its place, from 0. */
const PAYMENT = /\bitems(?:\[|\/)(\d+)/i;

/**
 * Reads an error of PayPal's; null when it is none of PayPal's, but of something between. `nameOf`: whose payment stands at
 * a place of the call, since PayPal refuses all for one that it does not like.
 */
export function readRefusal(
  body: string,
  nameOf: (place: number) => string | undefined = () => undefined,
): Refusal | null {
  const said = refusal.safeParse(readJson(body)).data;
  const name = said?.name ?? said?.error;
  if (said === undefined || name === undefined) return null;
  const text = said.message ?? said.error_description ?? '';
  const issues = said.details.map(({ field, issue, description }) => ({
    isOfBatchId: /sender_batch_id/i.test(field ?? ''),
    text: [nameOf(Number(PAYMENT.exec(field ?? '')?.[1] ?? -1)), description ?? issue]
      .filter((part) => part !== undefined && part !== '')
      .join(': '),
    issue: `${issue ?? ''} ${description ?? ''}`,
  }));
  const isDuplicate =
    /duplicate/i.test(name) ||
    issues.some(
      ({ isOfBatchId, issue }) =>
        isOfBatchId && (name === 'USER_BUSINESS_ERROR' || /duplicate|already|exists/i.test(issue)),
    );
  if (isDuplicate) return { kind: 'duplicate', providerId: linkedBatch(said.links) };
  const words = [name, text, ...issues.map((one) => one.text)].filter((part) => part !== '').join(': ');
  const isUnderWay = [name, ...issues.map(({ issue }) => issue)].some((one) =>
    /in[_ ]progress|duplicate/i.test(one),
  );
  return { kind: isUnderWay ? 'underWay' : 'refused', words: words.slice(0, 1000) };
}

function linkedBatch(links: readonly { href: string }[]): string | null {
  for (const { href } of links) {
    const [, id] = /\/payments\/payouts\/([A-Za-z0-9_-]{1,64})(?:[?#]|$)/.exec(href) ?? [];
    if (id !== undefined) return id;
  }
  return null;
}

/** One page of a batch. */
export interface BatchPage {
  head: BatchHead;
  items: unknown[];
  /** Unset: it goes on until a page is empty. */
  pages: number | undefined;
}

/** Returns null for what is no page. */
export function readPage(body: string): BatchPage | null {
  const read = page.safeParse(readJson(body)).data;
  return read === undefined ? null : { head: read.batch_header, items: read.items, pages: read.total_pages };
}

/** Whether nothing more happens to the batch as a whole, and nothing was paid of it. */
export function isDenied({ batch_status: status }: BatchHead): boolean {
  return status === 'DENIED' || status === 'CANCELED';
}

export function isOver(batch: BatchHead): boolean {
  return batch.batch_status === 'SUCCESS' || isDenied(batch);
}

const NEWS: Readonly<Record<string, ItemNews>> = {
  SUCCESS: 'paid',
  FAILED: 'failed',
  DENIED: 'failed',
  BLOCKED: 'failed',
  CANCELED: 'failed',
  RETURNED: 'returned',
  REFUNDED: 'returned',
  REVERSED: 'returned',
};

/** What PayPal says of a payment, or why that cannot be read. Of what the hub does not know, nothing has come yet. */
export function readItem(
  raw: unknown,
  batch: RailBatch,
  batchHead: BatchHead,
): ItemSaid | { problem: string } {
  const read = item.safeParse(raw).data;
  if (read === undefined) return { problem: 'PayPal names a payment without a reference or an amount' };
  const { payout_item: asked, transaction_status: status = 'PENDING', errors } = read;
  const reference = asked.sender_item_id;
  const amount =
    asked.amount.currency === batch.currency ? fromPayPal(asked.amount.value, batch.currency) : null;
  if (amount === null) {
    return {
      problem: `PayPal names ${asked.amount.value} ${asked.amount.currency} as the amount of ${reference}: a person must look`,
    };
  }
  const news = newsOf(status, batchHead);
  const fee = feeOf(read.payout_item_fee);
  const reason = [errors?.name, errors?.message].filter((part) => part !== undefined).join(': ');
  const occurredAt = read.time_processed ?? timeOf(batchHead);
  return {
    ...{ reference, news, amount, occurredAt },
    status: status.slice(0, MOST_IN_STATUS),
    // A payment that waits is no news until its batch is denied.
    key: `${news} ${status} ${read.time_processed?.toISOString() ?? ''} ${read.payout_item_id ?? ''}`.slice(
      0,
      MOST_IN_KEY,
    ),
    ...(fee === null ? {} : { fee }),
    ...(reason === '' ? {} : { reason }),
    ...(read.payout_item_id === undefined ? {} : { providerId: read.payout_item_id.slice(0, 64) }),
  };
}

/** What PayPal says of a payment of a batch that was denied as a whole, and that it does not name. */
export function deniedItem(reference: string, batchHead: BatchHead): ItemSaid {
  const { batch_status: status } = batchHead;
  return {
    ...{ reference, news: 'failed', status, key: status, occurredAt: timeOf(batchHead) },
    reason: 'PayPal did not pay the batch',
  };
}

function newsOf(status: string, batchHead: BatchHead): ItemNews {
  const news = NEWS[status] ?? 'underWay';
  return news === 'underWay' && isDenied(batchHead) ? 'failed' : news;
}

/**
 * When something was said that has no time of its own. By PayPal's clock, as those of payments are: if the hub's own ran
 * ahead of it, what PayPal says next would seem older than what is known.
 */
function timeOf({ time_completed: completed, time_created: created }: BatchHead): Date {
  return created ?? completed ?? new Date(0);
}

/** PayPal may take it from a balance of another currency. */
function feeOf(fee: z.output<typeof money> | undefined): RailFee | null {
  if (fee === undefined || currencyDigits(fee.currency) === null) return null;
  const amount = fromPayPal(fee.value, fee.currency);
  return amount === null ? null : { amount, currency: fee.currency };
}
