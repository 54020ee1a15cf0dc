import type { Executor } from '@dreamteamhub/db';
import { AnalyticsDao, type FigureScope } from '@dreamteamhub/db/analytics';
import { StorefrontDao, type StorefrontRow } from '@dreamteamhub/db/storefronts';
import { canonicalTimeZone } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';

/** Whose figures a caller asks for, and the storefronts that these belong to. */
export interface ResolvedScope {
  figures: FigureScope;
  storefronts: StorefrontRow[];
}

/**
 * Returns whose figures a caller asks for: of all storefronts that it may see, of one, or of an affiliate. Throws
 * `bad_request` for a storefront, `not_found` for an affiliate that it may not see or that does not exist.
 */
export async function resolveScope(
  db: Executor,
  { storefront, affiliateId }: { storefront?: string | undefined; affiliateId?: number | undefined },
  { storefrontId }: Pick<Caller, 'storefrontId'>,
): Promise<ResolvedScope> {
  const visible = (await new StorefrontDao(db).listStorefronts()).filter(
    ({ id }) => storefrontId === null || id === storefrontId,
  );
  const named = storefront === undefined ? visible : visible.filter(({ slug }) => slug === storefront);
  if (named.length === 0) throw badField('storefront', `there is no storefront "${storefront}"`);
  if (affiliateId === undefined) {
    return { figures: { storefrontIds: named.map(({ id }) => id) }, storefronts: named };
  }
  const own = await new AnalyticsDao(db).findStorefrontOf(affiliateId);
  const storefronts = named.filter(({ id }) => id === own);
  if (storefronts.length === 0) {
    throw new AppError('not_found', `there is no affiliate with id ${affiliateId}`);
  }
  return { figures: { affiliateId }, storefronts };
}

/** Returns the part of a scope whose amounts are in one currency: the one asked for, the only one, or the hub's. */
export function inOneCurrency(
  { figures, storefronts }: ResolvedScope,
  wanted: string | undefined,
  hubCurrency: string,
): { figures: FigureScope; currency: string } {
  const currencies = new Set(storefronts.map(({ currency }) => currency));
  const [only = hubCurrency] = currencies;
  const currency = wanted ?? (currencies.size > 1 ? hubCurrency : only);
  const ids = storefronts.filter((storefront) => storefront.currency === currency).map(({ id }) => id);
  const isElsewhere = 'affiliateId' in figures && ids.length > 0;
  return { figures: isElsewhere ? figures : { storefrontIds: ids }, currency };
}

/** Returns the zone that a caller names, by its one name; else the hub's. */
export function zoneOf(text: string | undefined, hubZone: string): string {
  return (text === undefined ? null : canonicalTimeZone(text)) ?? hubZone;
}
