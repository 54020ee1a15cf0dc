const SHOWN = 12;

/** `“Colour”, “Shelf”`; of many, the first few and how many more. */
export function listTitles(titles: readonly string[]): string {
  const shown = titles.slice(0, SHOWN).map((title) => `“${title}”`);
  const more = titles.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}
