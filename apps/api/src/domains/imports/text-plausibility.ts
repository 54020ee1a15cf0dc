/** Letters of the names that shops in the West use most; others occur, but rarely. */
const COMMON_LETTERS = new Set('äöüßéèêëàáâçñíìîïóòôúùûåøæãœÄÖÜÉÈÀÁÂÇÑÍÓÔÚÅØÆÃÊ');
/** Those of other languages that write Latin letters. */
const REGIONAL_LETTERS = new Set('ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰşğıİŞĞățșĂȚȘđĐýÝ');
const COMMON_SYMBOLS = new Set('€£¥©®™°±²³µ·¼½¾×«»¿¡–—‘’“”„…•§№\u00A0');
const BETWEEN_LETTERS = new Set('’‘·\u00A0–');

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['latin', /\p{Script=Latin}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['east', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u],
];

/**
 * Returns how much a text reads like one that people write, from -2 to 1: the mean over its characters beyond ASCII.
 * Text that is decoded wrongly has symbols inside words, capitals behind small letters, and scripts within each other.
 */
export function plausibility(text: string): number {
  const characters = Array.from(text);
  let sum = 0;
  let count = 0;
  for (const [place, character] of characters.entries()) {
    if (character <= '\u007F') continue;
    sum += likelihood(character, characters[place - 1] ?? ' ', characters[place + 1] ?? ' ');
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function likelihood(character: string, before: string, after: string): number {
  if (character === '\uFFFD' || /\p{Cc}|\p{Co}|\p{Cn}/u.test(character)) return -2;
  const script = scriptOf(character);
  const around = [scriptOf(before), scriptOf(after)];
  if (script === null) {
    const isInside = around.every((other) => other !== null);
    if (!COMMON_SYMBOLS.has(character)) return isInside ? -1 : -0.7;
    return isInside && !BETWEEN_LETTERS.has(character) ? -1 : 0.6;
  }
  if (around.some((other) => other !== null && other !== script)) {
    // Japanese product names do mix: USBケーブル.
    return script === 'east' && around.includes('east') ? 0.3 : -1;
  }
  if (script === 'east') return eastern(character, around.includes('east'));
  if (!isCasePlausible(character, before, after)) return -1;
  if (around.every((other) => other === null)) return 0;
  if (script !== 'latin') return 0.9;
  // Words have an accent or two; where each letter has one, it is another alphabet.
  const accented = [before, after].filter((other) => other > '\u007F' && scriptOf(other) === 'latin').length;
  if (accented === 2) return -1;
  const letter = COMMON_LETTERS.has(character) ? 1 : REGIONAL_LETTERS.has(character) ? 0.8 : 0.3;
  return accented === 1 ? letter - 0.5 : letter;
}

function eastern(character: string, isBesideAnother: boolean): number {
  // Half-width katakana are what single bytes of other encodings become.
  if (/[\uFF61-\uFF9F]/.test(character)) return -0.2;
  if (!isBesideAnother) return 0;
  return /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u.test(character) ? 1 : 0.8;
}

/** Whether capitals begin a word or are among capitals, and small letters are not. */
function isCasePlausible(character: string, before: string, after: string): boolean {
  if (isCapital(character)) return !isSmall(before) && !(isCapital(before) && isSmall(after));
  if (isSmall(character)) return !(isCapital(before) && isCapital(after));
  return true;
}

function isCapital(character: string): boolean {
  return /\p{Lu}/u.test(character);
}

function isSmall(character: string): boolean {
  return /\p{Ll}/u.test(character);
}

function scriptOf(character: string): string | null {
  if (/[a-zA-Z]/.test(character)) return 'latin';
  if (character <= '\u007F') return null;
  if (!/\p{L}|ー/u.test(character)) return null;
  return SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? 'other';
}
