import { Group, Text } from '@mantine/core';
import { IconPercentage } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type CommissionRule, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PartnerFilter } from '../conversions/partner-filter.tsx';
import { ruleColumns } from './rule-columns.tsx';
import type { RuleState } from './rule-search.ts';
import { RuleTabs } from './rule-tabs.tsx';

const endDialog = onIntent(() => import('./end-rule-dialog.tsx'), 'EndRuleDialog');

const route = getRouteApi('/operator/rules');

const ENDED = { live: 'no', ended: 'only', all: 'yes' } as const;

/** The versions of commission rules, the last written first. */
export function RulesPage() {
  const search = route.useSearch();
  const { choose } = useListSearch(search);
  const state: RuleState = search.state ?? 'live';
  const { affiliateId } = search;
  const list = trpc.commissions.listRules.useInfiniteQuery(
    { ended: ENDED[state], affiliateId, limit: PAGE_SIZE },
    byCursor,
  );
  const [ending, setEnding] = useState<CommissionRule | null>(null);
  const columns = useMemo(() => ruleColumns(setEnding), []);
  return (
    <ListPage
      title="Rules"
      description="What partners earn. For each line of an order one rule counts: a partner’s own goes before its group’s, and that before everyone’s. Among those, the one for the fewest goods goes first: SKU, product, category, all goods."
      action={
        <Group gap="xs">
          <ButtonLink to="/rules/try" search={{}} variant="default">
            Try an order
          </ButtonLink>
          <OperatorOnly>
            <ButtonLink to="/rules/new" search={{}}>
              New rule
            </ButtonLink>
          </OperatorOnly>
        </Group>
      }
      notice={<RuleTabs open={state} />}
      filtersLabel="Filter rules"
      filters={
        <PartnerFilter
          key={affiliateId ?? 'any'}
          chosen={affiliateId === undefined ? null : { id: affiliateId, handle: search.affiliate }}
          onChoose={(chosen) => choose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
        />
      }
      search={search}
      rows={usePagedRows<CommissionRule>(list)}
      noun={state === 'live' ? 'rule' : 'version'}
      clearFilters={
        affiliateId === undefined ? undefined : () => choose({ affiliateId: undefined, affiliate: undefined })
      }
      noMatchHint="Rules for the partner’s group and for everyone are on the partner’s page, under Terms."
      empty={<NoRules state={state} />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      opensRows
    >
      <Late part={endDialog} isOpen={ending !== null} rule={ending} onClose={() => setEnding(null)} />
    </ListPage>
  );
}

function NoRules({ state }: { state: RuleState }) {
  if (state === 'ended') {
    return (
      <EmptyState icon={IconPercentage} title="No rule has ended">
        A version ends when somebody ends it, or when the next one for the same begins.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconPercentage}
      title="No rules yet"
      action={
        <OperatorOnly>
          <ButtonLink to="/rules/new" search={{}}>
            New rule
          </ButtonLink>
        </OperatorOnly>
      }
    >
      <Text inherit>
        Without rules, every partner earns the hub’s default rate. Write a rule to pay other rates to a
        partner, a group, or for some goods.
      </Text>
    </EmptyState>
  );
}
