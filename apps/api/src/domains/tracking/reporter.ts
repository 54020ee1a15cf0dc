import type { AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import { canonicalText } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';

/** Who reports a tracking event. */
export interface Reporter {
  /** Secret-key callers are believed: their conversions are verified, and they may speak for a visitor. */
  isTrusted: boolean;
  /** The storefront that the caller's key is bound to; null for none or all. */
  storefrontId: number | null;
  ip: string;
  userAgent: string | null;
}

/** How a report names an affiliate. */
export interface AffiliateReference {
  pixelId?: string | undefined;
  handle?: string | undefined;
  storefront?: string | undefined;
}

/** Returns the affiliate; null when it does not exist for this caller: it is another storefront's, or archived. */
export function visibleAffiliate<
  Affiliate extends Pick<AffiliateWithStorefront, 'status' | 'storefrontId' | 'storefrontSlug'>,
>(affiliate: Affiliate | null, reference: AffiliateReference, reporter: Reporter): Affiliate | null {
  if (affiliate === null || affiliate.status === 'archived') return null;
  if (reporter.storefrontId !== null && affiliate.storefrontId !== reporter.storefrontId) return null;
  if (reference.storefront !== undefined && affiliate.storefrontSlug !== slugOf(reference.storefront)) {
    return null;
  }
  return affiliate;
}

/** Returns a storefront's slug as its caller meant it. */
export function slugOf(storefront: string): string {
  return canonicalText(storefront).toLowerCase();
}

/** Returns the error for a named affiliate that does not exist. */
export function unknownAffiliate(reference: AffiliateReference): AppError {
  const of = reference.storefront === undefined ? '' : ` in the storefront "${reference.storefront}"`;
  return new AppError(
    'not_found',
    reference.pixelId === undefined
      ? `handle: there is no affiliate "${reference.handle}"${of}`
      : `pixelId: there is no pixel "${reference.pixelId}"${of}`,
  );
}
