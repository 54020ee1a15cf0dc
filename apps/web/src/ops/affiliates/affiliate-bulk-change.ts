import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import type { Affiliate } from '../../hub/trpc.ts';

export type AffiliateFilterInput = NonNullable<AdminInputs['bulk']['prepareAffiliates']['filter']>;

/** What becomes of many partners: a rate, or a state. */
export type AffiliateBulk = 'commission' | Affiliate['status'];
