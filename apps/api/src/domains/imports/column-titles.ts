import { createHash } from 'node:crypto';
import { canonicalText } from '@dreamteamhub/sdk/contract';

/** Shorter than a mapping allows, because a number may follow. */
const LONGEST_TITLE = 190;

/**
 * Returns a header's titles as mappings name them: each once, so that the second `Qty` is `Qty (2)`, and none empty.
 */
export function uniqueTitles(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell, place) => {
    const title = canonicalText(cell).slice(0, LONGEST_TITLE).toWellFormed() || `Column ${place + 1}`;
    let unique = title;
    for (let count = 2; taken.has(unique); count++) unique = `${title} (${count})`;
    taken.add(unique);
    return unique;
  });
}

/** Returns a title as formats name it: `In stock?` is `instock`. */
export function columnName(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Returns what stays the same for all files with these columns, in any order. */
export function headerFingerprint(titles: readonly string[]): string {
  const sorted = titles.map((title) => title.toLowerCase()).sort();
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
