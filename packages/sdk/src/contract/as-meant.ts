import { canonicalCurrency, canonicalText, fitted, isLeftover, isNobody } from './canonical.ts';

/** Texts that only decorate an event, with the characters that are kept: one that is too long is cut, not refused. */
const DECORATIONS: Readonly<Record<string, number>> = {
  landingPage: 2048,
  referrer: 2048,
  visitorUserAgent: 1024,
  subId: 255,
  sku: 255,
  productId: 255,
};

/** Ids that are text, and come as a number from shops that count theirs. With the characters that are read at most. */
const TEXT_IDS: Readonly<Record<string, number>> = {
  pixelId: 255,
  handle: 255,
  storefront: 64,
  visitorId: 1024,
  orderId: 1024,
  refundId: 1024,
  disputeId: 1024,
  lineId: 1024,
  clickToken: 255,
};

/** Values that an event can do without: what cannot be read of them is left out, and the event is recorded. */
const OPTIONAL = new Set(['storefront', 'visitorId', 'clickToken', 'pixelId', 'handle']);

/**
 * Returns a tracking event as its caller meant it, for the schema to check: numbers as text where an id is text, what
 * decorates it cut to fit, null and empty values left out. Changes nothing that the schema takes as it is, so that a
 * retry stays the same event.
 */
export function eventAsMeant(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const read = value === null && !NEVER_NULL.has(name) ? undefined : readField(name, value);
    if (read !== undefined) event[name] = read;
  }
  return event;
}

/** Without them, a refund is of the whole order: what a program made of nothing, or of a NaN, must not be read so. */
const NEVER_NULL = new Set(['amount']);

/** What decides about an order or its money is never guessed to be absent. */
const NEVER_ABSENT = new Set(['orderId', 'refundId', 'disputeId', 'lineId', 'revenue', 'amount', 'net']);

function readField(name: string, value: unknown): unknown {
  if (typeof value === 'string' && !NEVER_ABSENT.has(name) && canonicalText(value) === '') return undefined;
  if (name === 'eventId' && typeof value === 'string') return readEventId(value);
  if (name === 'visitorId' && isNobody(String(value))) return undefined;
  if (Object.hasOwn(DECORATIONS, name)) return readDecoration(value, DECORATIONS[name] as number);
  if (Object.hasOwn(TEXT_IDS, name)) return readTextId(name, value);
  // Which click it is, and whether it is one, the attribution says: an order is not lost for it.
  if (name === 'clickId') return typeof value === 'number' ? value : readDecoration(value, 64);
  if (name === 'currency' && typeof value === 'string') return canonicalCurrency(value) || undefined;
  if (name === 'visitorIp') return readAddress(value);
  return Object.hasOwn(OF_ORDERS, name) ? (OF_ORDERS[name] as (value: unknown) => unknown)(value) : value;
}

/** How the fields of orders and refunds are read that are no plain text. */
const OF_ORDERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  lines: (value) => (Array.isArray(value) ? value.map(eventAsMeant) : value),
  quantity: (value) => (isDecimal(value) ? Number(value) : value),
  categories: (value) => listOf(value, (one) => readDecoration(one, 255)),
  couponCodes: (value) => listOf(value, readCode),
  customerId: (value) => readDecoration(value, 1024),
  customerEmail: (value) => readDecoration(value, 1024),
  discountIncluded: (value) => (value === 'true' ? true : value === 'false' ? false : value),
};

function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && /^\s*\d{1,10}(?:\.\d{1,10})?\s*$/.test(value);
}

/** A single value is a list of one; what cannot be read of a list is left out. */
function listOf(value: unknown, read: (one: unknown) => unknown): unknown {
  const texts = (Array.isArray(value) ? value : [value]).map(read).filter((one) => one !== undefined);
  return texts.length === 0 ? undefined : texts;
}

/** A coupon's code, which some shops have in an object with what it takes off. */
function readCode(value: unknown): unknown {
  const code = typeof value === 'object' && value !== null ? (value as { code?: unknown }).code : value;
  const text = readDecoration(code, 255);
  return typeof text === 'string' && !isLeftover(text) && canonicalText(text) !== '' ? text : undefined;
}

function readDecoration(value: unknown, max: number): unknown {
  return typeof value === 'string' || typeof value === 'number' ? fitted(value, max) || undefined : undefined;
}

function readTextId(name: string, value: unknown): unknown {
  // An unsafe number has lost digits on the way: the schema says so.
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (!OPTIONAL.has(name)) return text;
  return typeof text === 'string' ? fitted(text, TEXT_IDS[name] as number).trim() || undefined : undefined;
}

/** A UUID in braces or without its hyphens is one; the one of zeros is none. */
function readEventId(text: string): string | undefined {
  const digits = canonicalText(text).replace(/^\{|\}$|-/g, '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return text;
  if (/^(?:0+|f+)$/i.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5').toLowerCase();
}

/** Without the port and the brackets that proxies add. */
function readAddress(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return address || undefined;
}
