const LONGEST_SHOWN = 60;

/** Returns text of a file as messages show it: short, and such that the database can hold it. */
export function shown(text: string): string {
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
  return short
    .trim()
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\uFFFD');
}

export function quoted(text: string): string {
  return `"${shown(text)}"`;
}

/** Titles of a file, as many as a reader can take in. */
export function quotedList(texts: readonly string[]): string {
  const some = texts.slice(0, 20).map(quoted).join(', ');
  return texts.length > 20 ? `${some} and ${texts.length - 20} more` : some;
}
