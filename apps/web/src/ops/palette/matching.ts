/** As many characters of a search count. */
export const LONGEST_SEARCH = 64;

/** Without case and accents, so that “Muller” finds “Müller”. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

const wordsOf = (text: string) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether each word of the search begins a word of the text. */
export function matches(text: string, search: string): boolean {
  const words = wordsOf(text);
  return wordsOf(search).every((typed) => words.some((word) => word.startsWith(typed)));
}

/**
 * Returns what of an older answer is still true for what is typed now, until the hub has answered that. Nothing else of
 * it may stay: Enter would open what nobody looks for.
 */
export function stillMatching<Item extends { title: string; subtitle: string }>(
  items: readonly Item[],
  search: string,
): Item[] {
  return items.filter(({ title, subtitle }) =>
    [title, subtitle].some((text) => plain(text).startsWith(plain(search)) || matches(text, search)),
  );
}
