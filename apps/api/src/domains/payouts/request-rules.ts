import type { Payable, RequestRow } from '@dreamteamhub/db/payouts';
import { formatMinor, parseMinor } from '../../platform/money.ts';

/** A request, and what is paid of it: decimal string, which may be below zero. */
interface PaidRequest {
  request: RequestRow;
  amount: string;
}

/**
 * What requests come to when a batch pays them: whoever owes by now, because an order was refunded after the request, has
 * that paid off by it first. Returns what is payable beside them, without what they pay off.
 */
export function payOffDebts(
  requests: readonly RequestRow[],
  payables: readonly Payable[],
): { requested: PaidRequest[]; beside: Payable[] } {
  const owed = new Map(
    payables
      .filter(({ amount }) => amount.startsWith('-'))
      .map(({ affiliateId, amount }) => [affiliateId, amount]),
  );
  const requested = requests.map((request): PaidRequest => {
    const { affiliateId, amount, currency } = request;
    const debt = owed.get(affiliateId);
    if (debt === undefined) return { request, amount };
    return {
      request,
      amount: formatMinor(parseMinor(amount, currency) + parseMinor(debt, currency), currency),
    };
  });
  const asking = new Set(requests.map(({ affiliateId }) => affiliateId));
  const beside = payables.filter(({ affiliateId }) => !asking.has(affiliateId) || !owed.has(affiliateId));
  return { requested, beside };
}
