import type { Database } from '@dreamteamhub/db';
import { StorefrontDao, type StorefrontRow } from '@dreamteamhub/db/storefronts';
import { badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';

/**
 * The storefront that is named, else the key's own, else the default one; a storefront's key names no other. Throws
 * `bad_request`.
 */
export async function findStorefront(
  db: Database,
  slug: string | undefined,
  by: Pick<Caller, 'storefrontId'>,
): Promise<StorefrontRow> {
  const dao = new StorefrontDao(db);
  const storefront =
    slug === undefined && by.storefrontId !== null
      ? await dao.getStorefront(by.storefrontId)
      : await dao.getStorefrontBySlug(slug ?? 'default');
  if (storefront === null || (by.storefrontId ?? storefront.id) !== storefront.id) {
    throw badField('storefront', `there is no storefront "${slug ?? 'default'}"`);
  }
  return storefront;
}
