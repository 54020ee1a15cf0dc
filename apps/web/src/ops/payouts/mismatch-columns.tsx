import { Text } from '@mantine/core';
import type { PayoutMismatch } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { batchName } from './batch-words.ts';
import { type Decision, decidedWords, decisionLabels, describeMismatch, reasonOf } from './mismatch-words.ts';

interface MismatchColumnsOptions {
  /** Left out: the person may not decide. */
  decide: ((decision: Decision, mismatch: PayoutMismatch) => void) | undefined;
  /** The difference that is being decided. */
  busy: number | null;
  hasDecided: boolean;
}

export function mismatchColumns(options: MismatchColumnsOptions): Column<PayoutMismatch>[] {
  const { decide, busy, hasDecided } = options;
  const facts: Column<PayoutMismatch>[] = [
    {
      name: 'Difference',
      card: 'title',
      cell: (mismatch) => (
        <>
          <AnchorLink
            to="/payouts/items/$id"
            params={{ id: String(mismatch.itemId) }}
            c="inherit"
            fz="sm"
            fw={550}
          >
            {describeMismatch(mismatch)}
          </AnchorLink>
          <Text fz={13} c="dimmed" maw="44ch" style={{ overflowWrap: 'anywhere' }}>
            {reasonOf(mismatch)}
          </Text>
        </>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle }) => (
        <AffiliateName affiliate={{ id, name, handle }} />
      ),
    },
    {
      name: 'Payout',
      cell: ({ batchId }) => (
        <AnchorLink to="/payouts/$id" params={{ id: String(batchId) }} search={{}} fz="sm" c="inherit">
          {batchName(batchId)}
        </AnchorLink>
      ),
    },
    { name: 'Since', cell: ({ createdAt }) => <DateStamp at={createdAt} /> },
  ];
  const decided: Column<PayoutMismatch> = {
    name: 'Decided',
    cell: ({ decision, amount, decidedAt, decidedBy }) =>
      decision === null || decidedAt === null ? null : (
        <Lines
          detail={
            <>
              <DateStamp at={decidedAt} /> <bdi>{decidedBy}</bdi>
            </>
          }
        >
          {decidedWords({ amount, decision })}
        </Lines>
      ),
  };
  const shown = hasDecided ? [...facts, decided] : facts;
  if (decide === undefined) return shown;
  return [
    ...shown,
    {
      name: 'Decision',
      card: 'actions',
      cell: (mismatch) => {
        if (mismatch.decision !== null) return null;
        const labels = decisionLabels(mismatch);
        return (
          <RowActions>
            {(['affiliate', 'shop'] as const).map((decision) => (
              <RowButton
                key={decision}
                label={`${labels[decision]} ${mismatch.affiliateName}`}
                isBusy={mismatch.id === busy}
                onPress={() => decide(decision, mismatch)}
              >
                {labels[decision]}
              </RowButton>
            ))}
          </RowActions>
        );
      },
    },
  ];
}
