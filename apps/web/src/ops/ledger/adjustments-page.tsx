import { Button } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { operatorQuery, useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PartnerOfList } from '../conversions/partner-filter.tsx';
import { adjustmentColumns } from './adjustment-columns.tsx';
import { whyNotApprove } from './adjustment-words.ts';
import { LedgerTabs } from './ledger-tabs.tsx';
import { SecondPerson } from './second-person.tsx';
import { useDecision } from './use-decision.ts';

const adjustmentDialog = onIntent(() => import('./adjustment-dialog.tsx'), 'AdjustmentDialog');

const route = getRouteApi('/operator/ledger/adjustments');

/** Adjustments and write-offs: one person proposes them, another decides. */
export function AdjustmentsPage() {
  const search = route.useSearch();
  const { filter, choose, pick, page } = useListSearch(search);
  const { state, affiliateId } = filter;
  const [isOpen, setOpen] = useState(false);
  const only = state === 'all' ? undefined : (state ?? 'proposed');
  const list = trpc.ledger.listAdjustments.useInfiniteQuery(
    { state: only, affiliateId, limit: PAGE_SIZE },
    byCursor,
  );
  const { ask, busy } = useDecision();
  const mayAct = useMay('operator');
  const { email } = useQuery(operatorQuery).data ?? {};
  const { secondPerson } = trpc.ledger.getSecondPerson.useQuery({}).data ?? {};
  const columns = useMemo(
    () =>
      adjustmentColumns({
        state: only,
        decide: mayAct ? ask : undefined,
        whyNot: (adjustment) => whyNotApprove(adjustment, { email, secondPerson }),
        busy,
      }),
    [only, mayAct, ask, busy, email, secondPerson],
  );
  return (
    <ListPage
      title="Adjustments"
      description="What is booked by hand: a bonus, a correction, or a debt that is forgiven. Each needs a reason."
      action={
        <OperatorOnly>
          <Button {...adjustmentDialog.nearby} onClick={() => setOpen(true)}>
            Propose adjustment
          </Button>
        </OperatorOnly>
      }
      notice={
        <>
          <LedgerTabs open="adjustments" />
          <SecondPerson />
        </>
      }
      filtersLabel="Filter adjustments"
      filters={
        <>
          <ChoiceFilter
            label="State"
            any="To decide"
            choices={{ approved: 'Approved', rejected: 'Rejected', all: 'All of them' }}
            {...pick('state')}
          />
          <PartnerOfList filter={filter} choose={choose} />
        </>
      }
      {...page}
      rows={usePagedRows(list)}
      noun="adjustment"
      noMatchHint="Nothing of that state and partner was proposed yet."
      empty={<NoAdjustments />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ affiliateName }) => `Adjustment of ${affiliateName}`}
    >
      <Late part={adjustmentDialog} isOpen={isOpen} partner={null} onClose={() => setOpen(false)} />
    </ListPage>
  );
}

function NoAdjustments() {
  return (
    <EmptyState icon={IconScale} title="Nothing waits for a decision">
      Refunds and disputes are booked by themselves. Propose an adjustment for what the hub cannot know.
    </EmptyState>
  );
}
