import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Adjustment } from '../../hub/trpc.ts';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import classes from './ledger.module.css';

const states: Readonly<Record<Adjustment['state'], { label: string; tone: Tone }>> = {
  proposed: { label: 'Proposed', tone: 'warn' },
  approved: { label: 'Approved', tone: 'good' },
  rejected: { label: 'Rejected', tone: 'faint' },
};

interface AdjustmentColumnsOptions {
  /** All of them are in this state, which then needs no column; undefined: in any. */
  state: Adjustment['state'] | undefined;
  /** Left out: the person may not decide. */
  decide: ((decision: 'approve' | 'reject', adjustment: Adjustment) => void) | undefined;
  /** Why this person cannot approve it; null where they can. */
  whyNot: (adjustment: Adjustment) => string | null;
  /** The adjustment that is being decided. */
  busy: number | null;
}

export function adjustmentColumns({
  state: only,
  decide,
  whyNot,
  busy,
}: AdjustmentColumnsOptions): Column<Adjustment>[] {
  const facts: Column<Adjustment>[] = [
    {
      name: 'Reason',
      card: 'title',
      cell: ({ reason, kind }) => (
        <Text fz="sm" component="div" maw="36ch" style={{ overflowWrap: 'anywhere' }}>
          <bdi className={`hub-strong ${classes.reason}`} title={reason}>
            {reason}
          </bdi>
          {kind === 'writeOff' ? (
            <Text fz={13} c="dimmed">
              Write-off
            </Text>
          ) : null}
        </Text>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle }) => (
        <AffiliateName affiliate={{ id, name, handle }} />
      ),
    },
    {
      name: 'Amount',
      align: 'end',
      cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    ...(only === 'proposed' ? [] : [decided]),
    {
      name: 'Proposed',
      cell: ({ createdAt, createdBy }) => <When at={createdAt} by={createdBy} />,
    },
  ];
  if (decide === undefined || only === 'approved' || only === 'rejected') return facts;
  return [
    ...facts,
    {
      name: 'Decision',
      card: 'actions',
      cell: (adjustment) =>
        adjustment.state === 'proposed' ? (
          <Decision
            adjustment={adjustment}
            decide={decide}
            whyNot={whyNot(adjustment)}
            isBusy={adjustment.id === busy}
          />
        ) : null,
    },
  ];
}

/** What became of it, and by whom. */
const decided: Column<Adjustment> = {
  name: 'State',
  card: 'aside',
  cell: ({ state, selfApproved, decidedAt, decidedBy }) => (
    <>
      <Tag tone={states[state].tone}>{states[state].label}</Tag>
      {decidedAt === null ? null : <When at={decidedAt} by={decidedBy ?? ''} />}
      {selfApproved ? (
        <Text fz={13} c="dimmed">
          by its proposer
        </Text>
      ) : null}
    </>
  ),
};

function When({ at, by }: { at: string; by: string }) {
  return (
    <>
      <StackedTimestamp at={at} />
      <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{by}</bdi>
      </Text>
    </>
  );
}

function Decision(props: {
  adjustment: Adjustment;
  decide: (decision: 'approve' | 'reject', adjustment: Adjustment) => void;
  whyNot: string | null;
  isBusy: boolean;
}) {
  const { adjustment, decide, whyNot, isBusy } = props;
  const name = `the adjustment of ${adjustment.affiliateName}`;
  return (
    <>
      <RowActions>
        {whyNot === null ? (
          <RowButton label={`Approve… ${name}`} isBusy={isBusy} onPress={() => decide('approve', adjustment)}>
            Approve…
          </RowButton>
        ) : null}
        <RowButton label={`Reject… ${name}`} isBusy={isBusy} onPress={() => decide('reject', adjustment)}>
          Reject…
        </RowButton>
      </RowActions>
      {whyNot === null ? null : (
        <Text fz={13} c="dimmed" className={classes.why}>
          {whyNot}
        </Text>
      )}
    </>
  );
}
