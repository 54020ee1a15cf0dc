import { formatMoney } from '../ui/format-number.ts';
import { trpc } from './trpc.ts';

/** An amount in its currency, which is the hub's unless the row has its own. */
export function Money({ amount, currency }: { amount: string; currency?: string }) {
  const hubCurrency = useHubCurrency();
  return <span className="hub-number">{formatMoney(amount, currency ?? hubCurrency)}</span>;
}

/** Returns the hub's currency, which prices are in; undefined while it loads. */
export function useHubCurrency(): string | undefined {
  return trpc.ops.getOverview.useQuery(
    {},
    { staleTime: 10 * 60_000, select: (overview) => overview.currency },
  ).data;
}
