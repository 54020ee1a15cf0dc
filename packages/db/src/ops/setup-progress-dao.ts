import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** What of a hub is there. */
export interface SetupProgress {
  hasPartner: boolean;
  /** A storefront has an origin. */
  hasOrigin: boolean;
  /** A click was counted. */
  hasClick: boolean;
  /** A secret key works, and not only for tests. */
  hasSecretKey: boolean;
  /** A shop's server reported an order. */
  hasOrder: boolean;
  hasProduct: boolean;
  /** The active partner that was made first. */
  partner: { id: number; name: string; handle: string; pixelId: string } | null;
  /** The first storefront without an origin, or else the first. */
  storefront: { id: number; slug: string; name: string };
}

/** How far a hub is set up. Every question ends at the first row that answers it. */
export class SetupProgressDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async getProgress(): Promise<SetupProgress> {
    const { rows } = await this.#db.execute<SetupProgress & Record<string, unknown>>(sql`
      SELECT
        EXISTS (SELECT FROM affiliates) AS "hasPartner",
        EXISTS (SELECT FROM storefronts WHERE cardinality(allowed_origins) > 0) AS "hasOrigin",
        -- What is counted is folded into the days within a second.
        EXISTS (SELECT FROM aff_rollup_deltas WHERE 0 < ANY (clicks))
          OR EXISTS (SELECT FROM aff_daily_rollups WHERE clicks > 0) AS "hasClick",
        EXISTS (
          SELECT FROM api_keys
          WHERE kind = 'secret' AND NOT is_test AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > now())) AS "hasSecretKey",
        EXISTS (SELECT FROM orders) AS "hasOrder",
        EXISTS (SELECT FROM inventory_products) AS "hasProduct",
        (SELECT json_build_object('id', id, 'name', name, 'handle', handle, 'pixelId', pixel_id)
         FROM affiliates WHERE status = 'active' ORDER BY id LIMIT 1) AS partner,
        (SELECT json_build_object('id', id, 'slug', slug, 'name', name)
         FROM storefronts ORDER BY cardinality(allowed_origins) > 0, id LIMIT 1) AS storefront`);
    const [progress] = rows;
    if (progress === undefined) throw new Error('a query without a table returned no row');
    return progress;
  }
}
