import { type SQL, sql } from 'drizzle-orm';

/** What clicks are broken down by, one at a time. */
export type ClickDimension = 'landingPath' | 'referrerHost' | 'subId' | 'device' | 'browser';

/**
 * A click's value of a dimension; the empty text for none. For queries whose rows have the columns of `aff_clicks` and the
 * id of their affiliate's storefront as `home`.
 */
export function clickValue(dimension: ClickDimension): SQL {
  switch (dimension) {
    case 'landingPath':
      return sql`coalesce(hub_landing_path(landing_page), '')`;
    case 'referrerHost':
      return sql`
        CASE WHEN hub_address_host(referrer) IN (
               SELECT hub_address_host(origin) FROM storefronts, unnest(allowed_origins) AS origin
               WHERE storefronts.id = home)
             THEN '(internal)' ELSE coalesce(hub_address_host(referrer), '') END`;
    case 'subId':
      return sql`coalesce(left(btrim(sub_id), 200), '')`;
    case 'device':
      return sql`coalesce(hub_device_class(user_agent), '')`;
    case 'browser':
      return sql`coalesce(hub_browser_family(user_agent), '')`;
  }
}
