import { trpc } from '../../hub/trpc.ts';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { usePartnerCurrency } from './partner-field.tsx';
import type { RuleDraft } from './rule-draft.ts';

/** The currency of a rule's amounts: that of the partner, of the group's storefront, or of the chosen one. */
export function useRuleCurrency({ who, affiliate, storefront }: RuleDraft): string | undefined {
  const storefronts = useStorefronts();
  const ofPartner = usePartnerCurrency(who === 'affiliate' ? affiliate : '');
  if (who === 'affiliate') return ofPartner;
  const only = storefronts.length === 1 ? storefronts[0] : undefined;
  return (storefronts.find(({ slug }) => slug === storefront) ?? only)?.currency;
}

/** All groups; none while they load. */
export function useGroups() {
  return trpc.commissions.listGroups.useQuery({}).data?.groups ?? [];
}
