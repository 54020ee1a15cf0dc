import { Text } from '@mantine/core';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import type { AffiliateTabProps } from '../affiliates/affiliate-overview.tsx';
import classes from '../affiliates/affiliate-page.module.css';
import { AffiliateRequests } from '../payout-requests/affiliate-requests.tsx';
import { itemStateNames } from '../payouts/batch-words.ts';
import { AffiliateStatements } from '../statements/affiliate-statements.tsx';
import { PayableCard } from './payable-card.tsx';
import { paymentColumns } from './payment-columns.tsx';
import { PayoutDetailsCard } from './payout-details-card.tsx';

/** How a partner is paid: where to, what can be paid now, and each payment, request and statement so far. */
export function AffiliatePayouts({ affiliate, search, choose }: AffiliateTabProps) {
  const { id, name } = affiliate;
  const { payment: state } = search;
  const maySee = useMay('operator');
  const wanted = { affiliateId: id, state };
  const list = trpc.payouts.listItems.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    byCursor,
  );
  return (
    <div className={classes.stack}>
      <div className={classes.grid}>
        <PayableCard affiliate={affiliate} />
        {maySee ? <PayoutDetailsCard affiliate={affiliate} /> : null}
      </div>
      <AffiliateRequests affiliate={affiliate} />
      <ListPanel
        label={`Payments to ${name}`}
        filtersLabel="Filter payments"
        filters={
          <ChoiceFilter
            label="State of payments"
            any="All payments"
            choices={itemStateNames}
            value={state}
            onChoose={(chosen) => choose({ payment: chosen })}
          />
        }
        rows={usePagedRows(list)}
        noun="payment"
        clearFilters={state === undefined ? undefined : () => choose({ payment: undefined })}
        empty={
          <Text fz="sm" c="dimmed" p="lg">
            Nothing was paid yet. Batches pay every partner with enough payable.
          </Text>
        }
        columns={paymentColumns}
        rowKey={(item) => item.id ?? 0}
        rowName={(item) => `Payment ${item.id}`}
        opensRows
        exportButton={<ExportButton list="payoutItems" query={wanted} />}
      />
      <AffiliateStatements affiliate={affiliate} />
    </div>
  );
}
