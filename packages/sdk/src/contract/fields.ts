import { z } from 'zod';
import {
  canonicalAmount,
  canonicalHandle,
  canonicalOrderId,
  canonicalSku,
  canonicalText,
  isLeftover,
  isNobody,
} from './canonical.ts';
import { CHANNEL_NAMES } from './choices.ts';
import { amountProblem, currencyDigits, MOST_CURRENCY_DIGITS } from './currencies.ts';
import { MAX_INTEGER } from './limits.ts';
import { timeZoneProblem } from './time-zone-problem.ts';

/**
 * The scalar fields that entries share. No transforms: what a caller sends is what the schema describes,
 * so that REST, tRPC and other languages speak the same contract.
 */

// Postgres text cannot hold U+0000, and a lone surrogate does not survive UTF-8: both would fail late, deep in the database.
const storable = (value: string) => !value.includes('\u0000') && value.isWellFormed();

/** Text that the database can hold, up to `max` characters. */
export const text = (max: number) =>
  z.string().max(max).refine(storable, { error: 'must not contain NUL or broken Unicode characters' });

/** Text of at least one visible character. */
export const label = (max: number) =>
  text(max).refine((value) => canonicalText(value) !== '', { error: 'must not be empty' });

/** First-party id of a visitor; not one that all strangers share, such as `undefined` or `guest`. */
export const visitorId = label(1024).refine((value) => !isNobody(value), {
  error: 'is what all strangers would share',
});

/** A UUID that names one event; the one of zeros is what programs have when they have none. */
export const eventId = z.uuid().refine((value) => !/^[0-]+$|^[f-]+$/i.test(value), {
  error: 'must be the UUID of one event',
});

const HANDLE = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;

/** URL-safe name of an affiliate, e.g. `tech-blog-2025`. Upper case and the punctuation around it make no difference. */
export const handle = text(255)
  .min(1)
  .refine((text) => HANDLE.test(canonicalHandle(text)), {
    error: 'must be URL-safe: letters, digits, ".", "_" or "-", starting and ending with a letter or digit',
  });

/** The shop's own id of an order or a refund, as a text. Spaces around it and invisible characters make no difference. */
export const shopId = z.string({ error: wrongShopId }).superRefine((value, context) => {
  const id = canonicalOrderId(value);
  const problem =
    id === ''
      ? 'must not be empty'
      : isLeftover(value)
        ? `looks like what a template leaves behind ("${id.slice(0, 60)}"); send the shop’s own id`
        : value.length > 255
          ? 'must be at most 255 characters'
          : !storable(value)
            ? 'must not contain NUL or broken Unicode characters'
            : null;
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

function wrongShopId({ input }: { input: unknown }): string {
  if (input === undefined) return 'is required';
  return typeof input === 'number'
    ? 'is a number that JSON does not keep exactly; send it as text'
    : 'must be text or an integer';
}

/**
 * Stock keeping unit, e.g. `WIDGET-PRO-001` or `TS/BLK/M`: any printable text; in a path it is percent-encoded. Spaces around
 * it and invisible characters make no difference.
 */
export const sku = text(255).refine((value) => canonicalSku(value) !== '', { error: 'must not be empty' });

/**
 * An amount of money as a caller writes it: a JSON number or a decimal string, not negative, with at most the decimals of
 * its currency (two for most, none for JPY, three for KWD), no exponent, below one trillion. A number is read through its
 * shortest decimal text; further zeros and what float arithmetic leaves behind are dropped.
 */
export const money = z.union([z.number(), z.string()]).superRefine((value, context) => {
  // What no currency takes. Whether the storefront's own does is known where the storefront is.
  if (canonicalAmount(value, MOST_CURRENCY_DIGITS) === null) {
    context.addIssue({ code: 'custom', message: amountProblem() });
  }
});

/** ISO 4217 code, e.g. `USD`. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be a three-letter ISO 4217 code', abort: true })
  .refine((code) => currencyDigits(code) !== null, {
    error: ({ input }) => `must be an ISO 4217 code of a currency; ${String(input)} is none`,
  });

/** An amount in answers: decimal string with the decimals of its currency, e.g. `"99.99"` of USD, `"9999"` of JPY. */
export const moneyString = z.string().regex(/^-?\d+(?:\.\d{1,4})?$/);

/** ISO 8601 instant in UTC, e.g. `2025-11-06T20:00:00.000Z`. */
export const instant = z.iso.datetime();

/** An instant that a list begins or ends at; the database has no year 0. */
export const bound = instant.refine((value) => !value.startsWith('0000'), {
  error: 'must be after the year 0',
});

/**
 * A time zone by its name in the IANA database, e.g. `Europe/Berlin`, or `UTC`. Any case, and the other names that a zone
 * has there (`Asia/Calcutta`), are taken; answers have the one that it has today.
 */
export const timeZone = label(64).superRefine((value, context) => {
  const problem = value.trim() === '' ? null : timeZoneProblem(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** A stock level or threshold in units. */
export const units = z.number().int().min(0).max(MAX_INTEGER);

/** Basis points: 1000 is 10 %. */
export const basisPoints = z.number().int().min(0).max(10_000);

/** Numeric id of an affiliate or a conversion. */
export const id = z.number().int().positive().max(MAX_INTEGER);

/** Opaque place to continue a list from, as an earlier answer gave it. */
export const cursor = z.string().min(1).max(4000);

/** Ascending or descending. What a row does not have comes last in both. */
export const listOrder = z.enum(['asc', 'desc']);

/** Asks a list for its `total`: over REST the header `X-Total-Count`, `10000+` for more. */
export const withTotal = z.boolean().optional();

/** One page of a list; `nextCursor` is null on the last one. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/**
 * How many rows match the filters of a list, on all of its pages; counted only where `withTotal` asks for it. `isMore`:
 * at least `count`, because counting ends at 10,000.
 */
const total = z.object({ count: z.number().int(), isMore: z.boolean() });

/** One page of a list that can be counted. */
export const countedPage = <Item extends z.ZodType>(item: Item) =>
  page(item).extend({
    total: total.optional(),
    /** With the total: when it was counted, by the database's clock. */
    asOf: instant.optional(),
  });

/** A place that messages go to. `webhook`: Slack, as the guide names it. `events`: a server of the shop's own. */
export const channelName = z.enum(CHANNEL_NAMES);
