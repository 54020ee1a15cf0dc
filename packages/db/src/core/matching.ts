import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/**
 * Whether a text begins with another, as people read them: any case, canonical forms. The index is on
 * `hub_search_text(column)`. A parameter is text, and taken literally.
 */
export function begins(column: SQLWrapper, text: string): SQL {
  return sql`hub_search_text(${column}) ^@ hub_search_text(${text}::text)`;
}

/**
 * The same as a range of the index: no text is computed again for each row that is found. No text has the highest
 * character, which is none.
 */
export function beginsInIndex(column: SQLWrapper, text: string): SQL {
  const from = sql`hub_search_text(${text}::text)`;
  return sql`(hub_search_text(${column}) ~>=~ ${from} AND hub_search_text(${column}) ~<~ (${from} || chr(1114111)))`;
}

/** Whether a text has a word that begins so, for each word of the other. The index is on `hub_search_words(column)`. */
export function hasWords(column: SQLWrapper, words: string): SQL {
  return sql`hub_search_words(${column}) @@ hub_search_query(${words}::text)`;
}
