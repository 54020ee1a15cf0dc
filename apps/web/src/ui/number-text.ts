/**
 * Reads numbers as people write them. The text is taken as it stands or refused with words: it is never rounded, clamped
 * or guessed, since another number than the one that was meant would be saved unseen.
 */

/** `value` is a decimal without an exponent, as in `-1234.5`. */
export type ReadNumber =
  | { kind: 'empty' }
  | { kind: 'number'; value: string }
  | { kind: 'problem'; problem: string };

export interface NumberRules {
  /** How many digits may follow the decimal sign. 0: whole numbers only. */
  maxDecimals: number;
  /** What may stand beside the number, such as `%` or `USD`. */
  units?: readonly string[];
  /** The person's language, as BCP 47; unset: the browser's. */
  locale?: string | undefined;
}

interface Signs {
  decimal: string;
  group: string;
}

/** What a locale writes between digits, by `Intl`. */
function signsOf(locale: string | undefined): Signs {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1_234_567.5);
  const of = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: toPlainSign(of('decimal')), group: toPlainSign(of('group')) };
}

/** Spaces and apostrophes of all kinds group digits in every locale, and nothing else. */
const SPACES = /[\s\u00a0\u2007-\u200a\u202f]/g;
const APOSTROPHES = /['’ʼ`´]/g;
/** Marks of writing direction, which come along when one copies. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function toPlainSign(sign: string): string {
  return sign.replace(SPACES, ' ').replace(APOSTROPHES, "'");
}

/** Every script's digits as 0 to 9. In Unicode, the ten digits of a script follow each other. */
function toPlainDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

/** Leaves digits, signs between them, and a leading minus. */
function normalize(text: string, units: readonly string[]): string {
  let plain = toPlainDigits(text.replace(INVISIBLE, '')).replace(SPACES, ' ').replace(APOSTROPHES, "'");
  plain = plain.replaceAll('٫', 'D').replaceAll('٬', "'").replaceAll('−', '-').replaceAll('٪', '%').trim();
  for (const unit of units) {
    const word = unit.toLowerCase();
    if (plain.toLowerCase().endsWith(word)) plain = plain.slice(0, -word.length).trim();
    else if (plain.toLowerCase().startsWith(word)) plain = plain.slice(word.length).trim();
  }
  return plain;
}

export function readNumber(text: string, rules: NumberRules): ReadNumber {
  const plain = normalize(text, rules.units ?? []);
  if (plain === '') return text.trim() === '' ? { kind: 'empty' } : refuse(text);
  const isNegative = /^-/.test(plain);
  const body = plain.replace(/^[-+] ?/, '');
  if (/^\d+(?:[.,]\d+)?e[+-]?\d+$/i.test(body)) {
    return { kind: 'problem', problem: 'Write the number out, without an “e”.' };
  }
  if (!/^[\d .,'D]*\d[\d .,'D]*$/.test(body)) return refuse(text);
  const split = splitDecimals(body, signsOf(rules.locale), rules.locale);
  if ('problem' in split) return { kind: 'problem', problem: split.problem };
  const whole = wholeOf(split.whole);
  if (whole === null) return refuse(text);
  const decimals = split.decimals.replace(/0+$/, '');
  if (decimals.length > rules.maxDecimals)
    return { kind: 'problem', problem: tooManyDecimals(rules.maxDecimals) };
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const value = decimals === '' ? digits : `${digits}.${decimals}`;
  return { kind: 'number', value: isNegative && /[1-9]/.test(value) ? `-${value}` : value };
}

function refuse(text: string): ReadNumber {
  return { kind: 'problem', problem: `“${text.trim().slice(0, 30)}” cannot be read as a number.` };
}

function tooManyDecimals(most: number): string {
  if (most === 0) return 'Write a whole number, without decimals.';
  return most === 1 ? 'Write at most one decimal.' : `Write at most ${most} decimals.`;
}

/** Finds which sign, if any, is the decimal one. The rest is left to group digits. */
function splitDecimals(
  body: string,
  signs: Signs,
  locale: string | undefined,
): { whole: string; decimals: string } | { problem: string } {
  const asWhole = { whole: body, decimals: '' };
  const at = (index: number) => ({ whole: body.slice(0, index), decimals: body.slice(index + 1) });
  if (body.includes('D')) return at(body.lastIndexOf('D'));
  const [points, commas] = [countOf(body, '.'), countOf(body, ',')];
  if (points + commas === 0) return asWhole;
  if (points > 0 && commas > 0) {
    // Two kinds: the last one is the decimal sign, if it comes once; where not, the groups do not add up and are refused.
    const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
    return at(last);
  }
  const sign = points > 0 ? '.' : ',';
  if (points + commas > 1) return asWhole;
  const index = body.indexOf(sign);
  // Only groups have three digits behind them and one to three before, so `12,5` is a decimal everywhere.
  const looksGrouped = /^[1-9]\d{0,2}$/.test(body.slice(0, index)) && /^\d{3}$/.test(body.slice(index + 1));
  if (sign === signs.decimal || !looksGrouped) return at(index);
  if (sign === signs.group) return asWhole;
  return { problem: ambiguous(body, index, locale) };
}

function countOf(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** Says both readings, each as the person's own language writes it. */
function ambiguous(body: string, index: number, locale: string | undefined): string {
  const thousands = new Intl.NumberFormat(locale, { useGrouping: false }).format(
    Number(body.slice(0, index) + body.slice(index + 1)),
  );
  const decimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 3 }).format(
    Number(`${body.slice(0, index)}.${body.slice(index + 1)}`),
  );
  return `“${body}” can mean two numbers. Write ${thousands} or ${decimals}.`;
}

/** The digits of a whole number whose groups are well formed: three digits at the end, two (India) or three before. */
function wholeOf(text: string): string | null {
  if (/^\d*$/.test(text)) return text;
  const isGrouped = ['.', ',', ' ', "'"].some((sign) => {
    const groups = text.split(sign);
    const [first = '', ...rest] = groups;
    return (
      rest.length > 0 &&
      /^\d{1,3}$/.test(first) &&
      /^\d{3}$/.test(rest.at(-1) ?? '') &&
      rest.slice(0, -1).every((group) => /^\d{2,3}$/.test(group))
    );
  });
  return isGrouped ? text.replace(/\D/g, '') : null;
}

/** Writes a decimal as the locale does, without groups, so that it can be edited. */
export function writeNumber(value: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20 });
  return format.format(value as Intl.StringNumericLiteral);
}
