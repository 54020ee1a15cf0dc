import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { affiliateNames } from '../affiliates/affiliate-list.ts';
import { affiliates } from '../affiliates/tables.ts';
import { alertEpisodes } from '../alerts/tables.ts';
import { begins, beginsInIndex, hasWords } from '../core/matching.ts';
import type { Executor } from '../database.ts';
import { productLabels } from '../inventory/tables.ts';

/** Something that a text was found in. */
export interface FoundRow<Id extends number | string = number> {
  id: Id;
  title: string;
  subtitle: string;
}

/**
 * Finds things by a few letters of their names, best first: exactly the text, a beginning, beginnings of words. Every
 * query ends at an index or at its limit, however many rows there are.
 */
export class SearchDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Partners that are not archived, by name and handle. A step begins only where those before it found too few. */
  findAffiliates(text: string, limit: number): Promise<FoundRow[]> {
    const { name, handle, status, id } = affiliates;
    const step = (condition: SQL, order: SQL) => sql`
      (SELECT ${id} AS id, ${name} AS title, ${handle} AS subtitle FROM ${affiliates}
       WHERE ${status} <> 'archived' AND ${condition} ${order} LIMIT ${limit})`;
    const isNeither = sql`NOT ${begins(name, text)} AND NOT ${begins(handle, text)}`;
    return this.#find(sql`
      ${step(beginsInIndex(name, text), inIndexOrder(name))}
      UNION ALL
      ${step(sql`${beginsInIndex(handle, text)} AND NOT ${begins(name, text)}`, inIndexOrder(handle))}
      UNION ALL
      ${step(sql`${hasWords(affiliateNames, longWords(text))} AND ${isNeither}`, sql``)}
      LIMIT ${limit}`);
  }

  /** Products that are not archived, by SKU and name; in steps as well. */
  findProducts(text: string, limit: number): Promise<FoundRow[]> {
    const { sku, name, productId, isArchived } = productLabels;
    const step = (condition: SQL, order: SQL) => sql`
      (SELECT ${productId} AS id, ${sku} AS title, ${name} AS subtitle FROM ${productLabels}
       WHERE NOT ${isArchived} AND ${condition} ${order} LIMIT ${limit})`;
    const isNeither = sql`NOT ${begins(name, text)} AND NOT ${begins(sku, text)}`;
    return this.#find(sql`
      ${step(beginsInIndex(sku, text), inIndexOrder(sku))}
      UNION ALL
      ${step(sql`${beginsInIndex(name, text)} AND NOT ${begins(sku, text)}`, inIndexOrder(name))}
      UNION ALL
      ${step(sql`${hasWords(name, longWords(text))} AND ${isNeither}`, sql``)}
      LIMIT ${limit}`);
  }

  /** Orders by the beginning of their id in canonical form, as it is written or in upper case. */
  async findOrders(text: string, limit: number): Promise<FoundRow[]> {
    const spellings = [...new Set([text, text.toUpperCase()])];
    const steps = spellings.map(
      (spelling) => sql`
        (SELECT found.* FROM storefronts, LATERAL (
           SELECT orders.id, order_id AS title, storefronts.name AS subtitle, order_key FROM orders
           WHERE storefront_id = storefronts.id AND order_key ^@ ${spelling}::text
           ORDER BY order_key USING ~<~ LIMIT ${limit}) AS found
         ORDER BY order_key USING ~<~ LIMIT ${limit})`,
    );
    const rows = await this.#find<string>(sql`
      SELECT id::text, title, subtitle FROM (${sql.join(steps, sql` UNION ALL `)}) AS found LIMIT ${limit}`);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** Alerts that are not resolved, by the beginning of the product's SKU. */
  findAlerts(text: string, limit: number): Promise<FoundRow<string>[]> {
    const { sku } = productLabels;
    const step = (condition: SQL) => sql`
      (SELECT ${alertEpisodes.id} AS id, ${sku} AS title, ${productLabels.name} AS subtitle
       FROM ${productLabels} JOIN ${alertEpisodes} ON ${alertEpisodes.productId} = ${productLabels.productId}
       WHERE ${alertEpisodes.status} <> 'resolved' AND ${condition} LIMIT ${limit})`;
    return this.#find<string>(sql`
      ${step(is(sku, text))} UNION ALL ${step(sql`${begins(sku, text)} AND NOT ${is(sku, text)}`)}
      LIMIT ${limit}`);
  }

  async #find<Id extends number | string>(query: SQL): Promise<FoundRow<Id>[]> {
    const { rows } = await this.#db.execute<{ id: Id; title: string; subtitle: string }>(query);
    return rows;
  }
}

function is(column: SQLWrapper, text: string): SQL {
  return sql`hub_search_text(${column}) = hub_search_text(${text}::text)`;
}

/** The order of `text_pattern_ops`. What is exactly the text comes first of what begins with it. */
function inIndexOrder(column: SQLWrapper): SQL {
  return sql`ORDER BY hub_search_text(${column}) USING ~<~`;
}

/** Beside longer words, a single letter or digit only costs: very many words begin with it. */
function longWords(text: string): string {
  const words = text.split(/\s+/);
  const long = words.filter((word) => !/^[a-z0-9]$/i.test(word));
  return (long.length === 0 ? words : long).join(' ');
}
