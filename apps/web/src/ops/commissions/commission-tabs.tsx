import { COMMISSION_STATES } from '@dreamteamhub/sdk/contract';
import type { Commission } from '../../hub/trpc.ts';
import { FilterTabs } from '../../ui/filter-tabs.tsx';
import { stateName } from './commission-state.tsx';

type Open = Commission['state'] | 'all';

/** The states of commissions, in the order in which one leads to the next. */
export function CommissionTabs({ open }: { open: Open }) {
  return (
    <FilterTabs<Open>
      label="State"
      open={open}
      searchOf={(state) => ({ state: state === 'all' ? undefined : state })}
      tabs={[
        { id: 'all', label: 'All' },
        ...COMMISSION_STATES.map((state) => ({ id: state, label: stateName(state) })),
      ]}
    />
  );
}
