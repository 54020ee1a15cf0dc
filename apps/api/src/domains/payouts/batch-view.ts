import type { BatchView, ItemView, LeftOutRow } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { formatStored } from '../../platform/money.ts';
import { sayLeftOut } from './draft-rules.ts';

type Outputs = WireOutputs<typeof admin>['payouts'];
export type BatchAnswer = Outputs['listBatches']['items'][number];
export type WholeBatch = Outputs['getBatch'];
export type ItemAnswer = WholeBatch['items'][number];

/** Names of affiliates by id. */
export type AffiliateNames = ReadonlyMap<number, { handle: string; name: string }>;

export function toBatchAnswer(batch: BatchView): BatchAnswer {
  const { id, storefront, kind, rail, currency, state, itemCount, attempt, messageId, problem } = batch;
  const written = (amount: string) => formatStored(amount, currency);
  return {
    ...{ id, storefront, kind, rail, currency, state, itemCount, attempt, messageId, problem },
    minimum: written(batch.minimum),
    total: written(batch.total),
    states: Object.fromEntries(
      batch.states.map((of) => [of.state, { count: of.count, amount: written(of.amount) }]),
    ),
    file:
      batch.fileName === null || batch.fileSha256 === null
        ? null
        : { name: batch.fileName, sha256: batch.fileSha256 },
    selfApproved: batch.isSelfApproved,
    createdAt: batch.createdAt.toISOString(),
    createdBy: batch.creator,
    approvedAt: batch.approvedAt?.toISOString() ?? null,
    approvedBy: batch.approver,
    submittedAt: batch.submittedAt?.toISOString() ?? null,
    submittedBy: batch.submitter,
    settledAt: batch.settledAt?.toISOString() ?? null,
    cancelledAt: batch.cancelledAt?.toISOString() ?? null,
    cancelledBy: batch.canceller,
  };
}

export function toItemAnswer({
  storefront: _storefront,
  createdAt: _createdAt,
  settledAt,
  amount,
  ...item
}: ItemView): ItemAnswer {
  return {
    ...item,
    amount: formatStored(amount, item.currency),
    settledAt: settledAt?.toISOString() ?? null,
  };
}

export function toLeftOut(
  rows: readonly LeftOutRow[],
  names: AffiliateNames,
  { currency, minimum }: { currency: string; minimum: string },
): WholeBatch['leftOut'] {
  return rows.map(({ affiliateId, reason, amount }) => {
    const { handle, name } = names.get(affiliateId) ?? { handle: '', name: '' };
    return {
      ...{ affiliateId, affiliateHandle: handle, affiliateName: name, reason },
      amount: formatStored(amount, currency),
      because: sayLeftOut(reason, { amount, minimum, currency }),
    };
  });
}
