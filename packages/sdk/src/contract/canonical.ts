/**
 * The one canonical form of each kind of text that callers send. The contract, the hub and the SQL functions
 * `hub_canonical_*` behind the database's unique indexes share these forms; a test compares the two languages.
 */

/** Visible ASCII without spaces: canonical as it is, and what nearly all ids consist of. */
const PLAIN = /^[!-~]+$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

/** Characters that nobody sees: zero-width, soft hyphens, direction marks, variation selectors, byte order marks. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** Every space that is not the ordinary one. */
const UNUSUAL_SPACE = /[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;

/** Returns text without what nobody sees: composed (NFC), no invisible characters, ordinary spaces, trimmed. */
export function canonicalText(text: string): string {
  if (PLAIN.test(text)) return text;
  const visible = text
    .toWellFormed()
    .replace(CONTROL, ' ')
    .replace(INVISIBLE, '')
    .replace(UNUSUAL_SPACE, ' ');
  return visible.normalize('NFC').trim();
}

/** Returns the canonical form of an order's or a refund's id. Upper and lower case stay different. */
export function canonicalOrderId(orderId: string | number): string {
  return canonicalText(String(orderId));
}

/** Returns the canonical form of a SKU. Upper and lower case stay different. */
export function canonicalSku(sku: string): string {
  return canonicalText(sku);
}

/** A handle begins and ends with a letter or digit; links and sentences add punctuation around it. */
const AROUND_HANDLE = /^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu;
const PERCENT_ENCODED = /%[0-9a-f]{2}/i;

/** Returns the canonical form of an affiliate's handle: lower case, and nothing of the link or sentence around it. */
export function canonicalHandle(handle: string | number): string {
  const text = String(handle);
  return canonicalText(PERCENT_ENCODED.test(text) ? decoded(text) : text)
    .toLowerCase()
    .replace(AROUND_HANDLE, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns an ISO 4217 code in upper case, without spaces around it. */
export function canonicalCurrency(code: string): string {
  return canonicalText(code).toUpperCase();
}

/** What a template engine or a script leaves behind when it has no value for an id, and what examples have in its place. */
const LEFTOVER =
  /^(?:undefined|null|none|nil|nan|true|false|[-#]+|\[object .*\]|function.*\}|#(?:n\/a|ref!|value!|name\?))$|\{\{|\}\}|\{%|%\}|\$\{|<[%?]|[%?]>|^%{1,2}[a-z_.]+%{1,2}$|^__[a-z_]+__$|^your[ _-]|^\[[a-z_]+\]$|^\{[a-z_.]+\}$/i;

/** Whether an id is what a template or script writes when it has none, such as `undefined` or `{{ order.id }}`. */
export function isLeftover(id: string): boolean {
  return LEFTOVER.test(canonicalText(id));
}

/** What shops write for visitors whom they do not know. */
const NOBODY = /^(?:0+|guest|anonymous|unknown|n\/a)?$/i;

/** Whether a visitor's id is one that all strangers share: it would credit somebody with everybody's orders. */
export function isNobody(visitorId: string): boolean {
  return isLeftover(visitorId) || NOBODY.test(canonicalText(visitorId));
}

/** Float arithmetic leaves less than this behind the last digit of an amount. */
const DUST = 1_000_000n;

/** Amounts are below one trillion. */
const MOST_WHOLE_DIGITS = 12;

/**
 * Returns an amount as a plain decimal text with as many decimals as its currency has, or null for what is none. A number
 * is read through its shortest decimal text. Further digits are dropped when they are zeros, or when the amount is within a
 * millionth of one without them, as 29.349999999999998 is: floats leave that. A true further digit is none.
 */
export function canonicalAmount(amount: number | string, digits = 2): string | null {
  const match = /^\+?(?=\.?\d)(\d{0,12})(?:\.(\d{0,40}))?$/.exec(canonicalText(String(amount)));
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  const places = Math.max(fraction.length, digits);
  const scaled = BigInt(whole + fraction.padEnd(places, '0'));
  const unit = 10n ** BigInt(places - digits);
  const below = scaled / unit;
  const rest = scaled % unit;
  const nearest = rest * 2n > unit || (rest * 2n === unit && below % 2n === 1n) ? below + 1n : below;
  const distance = nearest === below ? rest : unit - rest;
  // In units of the amount itself: distance / 10^places against 1 / DUST.
  if (distance * DUST > 10n ** BigInt(places)) return null;
  const text = nearest.toString().padStart(digits + 1, '0');
  const point = text.length - digits;
  if (point > MOST_WHOLE_DIGITS) return null;
  return digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
}

/** Returns the text that the database can hold of what decorates an event, cut to `max` characters; never refuses. */
export function fitted(text: string | number, max: number): string {
  // An emoji cut in half is no character.
  return String(text)
    .replaceAll('\u0000', '')
    .slice(0, max)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
}
