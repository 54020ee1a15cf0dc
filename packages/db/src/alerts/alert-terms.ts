import { sql } from 'drizzle-orm';

/**
 * A product is low below its threshold, and recovered a tenth above it, at least one unit: stock that sways around its
 * threshold is one shortage, not many. `hub_change_stock` and the api's rules agree with this.
 */
export const hasRecovered = sql.raw(
  'product.stock >= product.threshold + greatest(1, (product.threshold::bigint + 9) / 10)',
);
