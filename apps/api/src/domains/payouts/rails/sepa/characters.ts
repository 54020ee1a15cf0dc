/**
 * The characters that every bank in SEPA takes, and what becomes of others. The table is EPC217-08's, with three
 * differences, all of which stay within the set: a letter for which it has only a full stop loses its marks (`ō`) or, in
 * alphabets whose other letters it knows, is written as its neighbours are (`ы`, `і`, `ј`); typographic apostrophes and
 * dashes are read as plain ones; and its two slips (`ĥ` and `ħ` as `i`) are mended.
 */

const PLAIN = /^[A-Za-z0-9/\-?:().,'+ ]$/;
const NOT_PLAIN = /[^A-Za-z0-9/\-?:().,'+ ]/gu;

/** What is not a letter of the table, and what has nothing to do with what it shows. */
const ELSE = '.';

const PUNCTUATION: Readonly<Record<string, string>> = {
  ...{ '&': '+', ';': ',', '[': '(', ']': ')', '{': '(', '}': ')', '\\': '/', '|': '/', _: '-', '~': '-' },
  ...{ '`': "'", '‘': "'", '’': "'", ʼ: "'", '‐': '-', '‑': '-', '–': '-', '—': '-', '¿': '?', '€': 'E' },
};

/** In lower case. The document writes one sign as up to three letters. */
const LETTERS: Readonly<Record<string, string>> = {
  // Latin letters that are no others with a mark.
  ...{ æ: 'a', œ: 'o', ø: 'o', ß: 's', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ĳ: 'i', ŀ: 'l', ł: 'l', ŧ: 't' },
  ...{ α: 'a', β: 'v', γ: 'g', δ: 'd', ε: 'e', ζ: 'z', η: 'i', θ: 'th', ι: 'i', κ: 'k', λ: 'l', μ: 'm' },
  ...{ ν: 'n', ξ: 'x', ο: 'o', π: 'p', ρ: 'r', ς: 's', σ: 's', τ: 't', υ: 'y', φ: 'f', χ: 'ch', ψ: 'ps' },
  ω: 'o',
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l' },
  ...{ м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch' },
  ...{ ш: 'sh', щ: 'sht', ъ: 'a', ь: 'y', ю: 'yu', я: 'ya' },
  // The document's Cyrillic is that of Bulgarian.
  ...{ ы: 'y', э: 'e', і: 'i', є: 'e', ґ: 'g', ј: 'j', љ: 'lj', њ: 'nj', ћ: 'c', ђ: 'd', џ: 'dz', ѕ: 'dz' },
};

/** The document has these two by their looks, and each case on its own. */
const BY_LOOKS: Readonly<Record<string, string>> = { Þ: 'b', þ: 'p' };

const MARKS = /\p{M}+/gu;
/** Says nothing that a bank could show: line breaks are spaces, what steers the direction of a text is nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}]+/gu;

/** Returns a text in the characters of SEPA, with single spaces, cut to `max` characters. It may be empty. */
export function sepaText(text: string, max: number): string {
  const visible = text.normalize('NFC').replaceAll(/\s+/gu, ' ').replaceAll(INVISIBLE, '');
  const written = visible.replaceAll(NOT_PLAIN, transliterate);
  return written.replaceAll(/ {2,}/g, ' ').trim().slice(0, max).trimEnd();
}

/** Returns the first of some names that says anything in SEPA's characters: one in Chinese has full stops only. */
export function sepaName(names: readonly string[], max: number): string {
  for (const name of names) {
    const written = sepaText(name, max);
    if (/[A-Za-z0-9]/.test(written)) return written;
  }
  throw new RangeError('none of the names can be written in the characters of SEPA');
}

/** Whether a bank takes a text as the name of a payment: the rule about slashes is of EPC's guidelines. */
export function isSepaId(id: string): boolean {
  return /^[A-Za-z0-9/\-?:().,'+ ]{1,35}$/.test(id) && !/^\/|\/$|\/\/|^ | $/.test(id);
}

function transliterate(sign: string): string {
  const known = PUNCTUATION[sign] ?? BY_LOOKS[sign] ?? letter(sign);
  if (known !== undefined) return known;
  const bare = sign.normalize('NFD').replaceAll(MARKS, '');
  if (bare === '') return '';
  return PLAIN.test(bare) ? bare : (letter(bare) ?? ELSE);
}

function letter(sign: string): string | undefined {
  const lower = sign.toLowerCase();
  const written = LETTERS[lower];
  return written === undefined || sign === lower ? written : written.toUpperCase();
}
