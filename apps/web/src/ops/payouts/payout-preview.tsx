import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCash } from '@tabler/icons-react';
import { useId } from 'react';
import { Money } from '../../hub/money.tsx';
import type { PayoutBatchDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { payWords } from './batch-words.ts';
import { partnersWords } from './item-counts.ts';
import { LeftOut } from './left-out.tsx';
import classes from './payouts.module.css';

type Item = PayoutBatchDetail['items'][number];

/** Who would be paid how much, and who is left out. `isOld`: something else is chosen since. */
export function PayoutPreview(props: {
  answer: PayoutBatchDetail;
  isOld: boolean;
  isMaking: boolean;
  onMake: () => void;
}) {
  const { answer, isOld, isMaking, onMake } = props;
  const { items, leftOut, currency } = answer;
  return (
    <Stack gap="lg">
      {items.length === 0 ? (
        <NobodyPaid hasLeftOut={leftOut.length > 0} />
      ) : (
        <Paid answer={answer} isOld={isOld} isMaking={isMaking} onMake={onMake} />
      )}
      <LeftOut
        leftOut={leftOut}
        currency={currency}
        intro="They have a balance in this currency, and this payout does not pay them."
      />
    </Stack>
  );
}

function Paid(props: Parameters<typeof PayoutPreview>[0]) {
  const { answer, isOld, isMaking, onMake } = props;
  const { total, currency, items, rail } = answer;
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <div className={classes.previewHead}>
        <div>
          <h2 id={titleId} className={classes.sectionTitle}>
            Who is paid
          </h2>
          <p className={classes.total} role="status">
            <Money amount={total} currency={currency} />
            <span className={classes.quiet}>
              {' '}
              to {partnersWords(items.length)}, {payWords[rail]}
            </span>
          </p>
        </div>
        <Group gap="sm">
          {isOld ? (
            <Text fz="sm" c="dimmed">
              You chose something else since. Look again first.
            </Text>
          ) : null}
          <Button onClick={onMake} loading={isMaking} disabled={isOld}>
            Draft this payout
          </Button>
        </Group>
      </div>
      <DataTable
        label="Who is paid"
        columns={columns}
        rows={items}
        rowKey={({ affiliateId, requestId }) => `${affiliateId} ${requestId ?? ''}`}
        rowName={({ affiliateName }) => affiliateName}
        rowCount={items.length}
      />
    </Paper>
  );
}

const columns: Column<Item>[] = [
  {
    name: 'Partner',
    card: 'title',
    cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle, requestId }) => (
      <AffiliateName
        affiliate={{ id, name, handle }}
        note={requestId === null ? null : 'asked for it'}
        isBold
      />
    ),
  },
  {
    name: 'To',
    cell: ({ payee }) => (payee === null ? null : <bdi className="hub-mono">{payee}</bdi>),
  },
  {
    name: 'Amount',
    align: 'end',
    card: 'aside',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
];

function NobodyPaid({ hasLeftOut }: { hasLeftOut: boolean }) {
  return (
    <Paper>
      <div role="status">
        <EmptyState
          icon={IconCash}
          title={hasLeftOut ? 'Nobody would be paid' : 'Nobody has anything payable'}
        >
          {hasLeftOut ? (
            'All partners with a balance are left out. Below is why.'
          ) : (
            <>
              Commissions are payable once they are approved and their holding time is over. See which{' '}
              <AnchorLink to="/commissions" search={{ state: 'toApprove' }} fz="sm" underline="always">
                wait for approval
              </AnchorLink>
              .
            </>
          )}
        </EmptyState>
      </div>
    </Paper>
  );
}
