import { useStorefronts } from '../orders/use-storefronts.ts';

/** Returns the currencies that storefronts pay in. None while they load. */
export function useCurrencies(): readonly string[] {
  return [...new Set(useStorefronts().map(({ currency }) => currency))];
}
