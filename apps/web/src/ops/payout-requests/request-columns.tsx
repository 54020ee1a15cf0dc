import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { PayoutRequest } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { CellLink } from '../../ui/links.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ItemStateTag } from '../payouts/batch-state.tsx';
import { batchName } from '../payouts/batch-words.ts';
import { ByPerson } from '../payouts/by-person.tsx';

const partner: Column<PayoutRequest> = {
  name: 'Partner',
  card: 'title',
  cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle }) => (
    <AffiliateName affiliate={{ id, name, handle }} isBold />
  ),
};

const amount: Column<PayoutRequest> = {
  name: 'Amount',
  align: 'end',
  cell: (request) => <Money amount={request.amount} currency={request.currency} />,
};

const requested: Column<PayoutRequest> = {
  name: 'Requested',
  cell: ({ createdAt, createdBy }) => <ByPerson at={createdAt} by={createdBy} />,
};

const state: Column<PayoutRequest> = {
  name: 'State',
  card: 'aside',
  cell: (request) => <RequestState request={request} />,
};

const batch: Column<PayoutRequest> = {
  name: 'Payout',
  cell: ({ batchId }) =>
    batchId === null ? null : (
      <CellLink
        to="/payouts/$id"
        params={{ id: String(batchId) }}
        search={{}}
        style={{ whiteSpace: 'nowrap' }}
      >
        {batchName(batchId)}
      </CellLink>
    ),
};

/** Of a note, which may be as long as a letter. All of it is read by hovering. */
const MOST_LINES = 3;

const note: Column<PayoutRequest> = {
  name: 'Note',
  card: 'body',
  cell: ({ note: words, reason }) =>
    words === null && reason === null ? null : (
      <div style={{ maxWidth: '32ch', overflowWrap: 'anywhere' }}>
        {words === null ? null : (
          <Text fz="sm" lineClamp={MOST_LINES} title={words}>
            <bdi>{words}</bdi>
          </Text>
        )}
        {reason === null ? null : (
          <Text fz={13} c="dimmed" lineClamp={MOST_LINES} title={reason}>
            Rejected: <bdi>{reason}</bdi>
          </Text>
        )}
      </div>
    ),
};

/** What became of a request: of one that is in a batch, where its payment stands. */
function RequestState({ request }: { request: PayoutRequest }) {
  const { state, itemState, decidedBy } = request;
  if (state === 'requested') return <Tag tone="warn">Waits</Tag>;
  if (state === 'batched') {
    return itemState === null ? <Tag tone="accent">In a payout</Tag> : <ItemStateTag state={itemState} />;
  }
  return (
    <Lines detail={decidedBy === null ? undefined : <bdi>{decidedBy}</bdi>}>
      <Tag tone="faint">Rejected</Tag>
    </Lines>
  );
}

interface RequestColumnsOptions {
  /** Left out: the person may not decide. */
  reject: ((request: PayoutRequest) => void) | undefined;
  /** The page is a partner's, so that it names none. */
  isOfOne?: boolean;
}

export function requestColumns({ reject, isOfOne = false }: RequestColumnsOptions): Column<PayoutRequest>[] {
  const shown = isOfOne
    ? [{ ...requested, card: 'title' as const }, amount, state, batch, note]
    : [partner, amount, state, batch, requested, note];
  if (reject === undefined) return shown;
  return [
    ...shown,
    {
      name: 'Decision',
      card: 'actions',
      cell: (request) =>
        request.state === 'requested' ? (
          <RowActions>
            <RowButton
              label={`Reject… the request of ${request.affiliateName}`}
              onPress={() => reject(request)}
            >
              Reject…
            </RowButton>
          </RowActions>
        ) : null,
    },
  ];
}
