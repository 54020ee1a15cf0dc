import {
  type CommissionedConversion,
  type CommissionRow,
  type DisputeRow,
  stateOf,
} from '@dreamteamhub/db/commissions';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { formatMinor, formatStored, parseMinor } from '../../platform/money.ts';
import type { Explanation } from './explanation.ts';
import { toRatedView } from './preview-service.ts';

export type CommissionDetail = WireOutputs<typeof admin>['commissions']['getCommissions'];
export type CommissionSummary = CommissionDetail['conversion'];

/** A commission on a line, with all that is shown of it. */
export type ShownCommission = Omit<
  CommissionRow,
  'attributionId' | 'storefrontId' | 'affiliateId' | 'baseReversed'
>;

/** Returns what a conversion's commissions add up to; of one from before there were any, what its columns say. */
export function toCommissionSummary(conversion: CommissionedConversion): CommissionSummary {
  const { id, storefront, orderId, affiliateId, affiliateHandle, affiliateName, currency, status } =
    conversion;
  const { orderedAt, maturesAt, approvedAt, maturedAt, ...amounts } =
    conversion.sums ?? earlierSums(conversion);
  const read = (amount: string) => parseMinor(amount, currency);
  const write = (amount: bigint) => formatMinor(amount, currency);
  const [amount, reversed] = [read(amounts.amount), read(amounts.reversed)];
  const [held, voided] = [read(amounts.held), read(amounts.voided)];
  const left = amount - reversed - held - voided;
  const is = { held: held > 0n, left: left > 0n, reversed: reversed > 0n };
  return {
    ...{
      conversionId: id,
      storefront,
      orderId,
      affiliateId,
      affiliateHandle,
      affiliateName,
      currency,
      status,
    },
    state: stateOf({ status, maturedAt, ...is }),
    ...{ amount: write(amount), reversed: write(reversed), held: write(held) },
    ...{ voided: write(voided), left: write(left) },
    ...{ orderedAt: orderedAt.toISOString(), maturesAt: maturesAt.toISOString() },
    ...{ approvedAt: approvedAt?.toISOString() ?? null, maturedAt: maturedAt?.toISOString() ?? null },
  };
}

function earlierSums(conversion: CommissionedConversion): NonNullable<CommissionedConversion['sums']> {
  const { commission, commissionReversed, status, currency, timestamp, updatedAt } = conversion;
  const left = parseMinor(commission, currency) - parseMinor(commissionReversed, currency);
  const isApproved = status === 'approved' || status === 'paid';
  return {
    ...{ amount: commission, reversed: commissionReversed },
    ...{ held: '0', voided: status === 'void' ? formatMinor(left, currency) : '0' },
    ...{ orderedAt: timestamp, maturesAt: timestamp },
    ...{ approvedAt: isApproved ? updatedAt : null, maturedAt: isApproved ? updatedAt : null },
  };
}

/** Returns the commission on a line, explained in the programme's time zone. */
export function toCommissionItem(row: ShownCommission, timeZone: string): CommissionDetail['items'][number] {
  const { lineId, source, ruleId, rateBps, currency } = row;
  const line = {
    ...{ lineId, source, ruleId, rateBps },
    ...{ base: parseMinor(row.base, currency), amount: parseMinor(row.amount, currency) },
    // What is stored was written from one: the hub alone writes this column.
    explanation: row.explanation as unknown as Explanation,
  };
  return {
    ...toRatedView(line, { currency, timeZone }),
    reversed: formatStored(row.reversed, currency),
    held: formatStored(row.held, currency),
    voided: formatStored(row.voided, currency),
    maturesAt: row.maturesAt.toISOString(),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    maturedAt: row.maturedAt?.toISOString() ?? null,
  };
}

export function toDisputeView(
  { disputeId, amount, state, openedAt, closedAt }: DisputeRow,
  currency: string,
): CommissionDetail['disputes'][number] {
  return {
    ...{ disputeId, state, amount: formatStored(amount, currency) },
    ...{ openedAt: openedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null },
  };
}
