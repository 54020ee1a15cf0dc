import { FilterTabs } from '../../ui/filter-tabs.tsx';
import type { RuleState } from './rule-search.ts';

type Tab = RuleState | 'groups';

/** The states of rules, and the groups that rules can be for. */
export function RuleTabs({ open }: { open: Tab }) {
  const path = open === 'groups' ? { to: '/rules' } : {};
  return (
    <FilterTabs<Tab>
      label="State"
      open={open}
      searchOf={(tab) => (tab === 'groups' ? {} : { state: tab === 'live' ? undefined : tab })}
      tabs={[
        { ...path, id: 'live', label: 'Live' },
        { ...path, id: 'ended', label: 'Ended' },
        { ...path, id: 'all', label: 'All' },
        { ...(open === 'groups' ? {} : { to: '/rules/groups' }), id: 'groups', label: 'Groups' },
      ]}
    />
  );
}
