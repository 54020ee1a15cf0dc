import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/**
 * Whether a text begins with another, as people read them: any case, canonical forms. The index is on
 * `hub_search_text(column)`. A parameter is text, and taken literally.
 */
export function begins(column: SQLWrapper, text: string): SQL {
  return sql`hub_search_text(${column}) ^@ hub_search_text(${text}::text)`;
}

/** Whether a text has a word that begins so, for each word of the other. The index is on `hub_search_words(column)`. */
export function hasWords(column: SQLWrapper, words: string): SQL {
  return sql`hub_search_words(${column}) @@ hub_search_query(${words}::text)`;
}
