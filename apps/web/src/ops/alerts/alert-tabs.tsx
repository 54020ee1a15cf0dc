import { useLive } from '../../hub/live/live.tsx';
import { trpc } from '../../hub/trpc.ts';
import { FilterTabs } from '../../ui/filter-tabs.tsx';
import { formatCount } from '../../ui/format-number.ts';
import type { AlertState } from './alert-search.ts';
import { statusLabels } from './episode-status-tag.tsx';

/** The states, with how many alerts are in each. `hasCounts` is false where filters leave some of them out. */
export function AlertTabs({ open, hasCounts }: { open: AlertState | 'mutes'; hasCounts: boolean }) {
  useLive(['alerts']);
  const counts = trpc.alerts.countEpisodes.useQuery({}).data;
  const note = (count: (all: NonNullable<typeof counts>) => number) =>
    counts === undefined || !hasCounts ? undefined : formatCount(count(counts));
  const path = open === 'mutes' ? { to: '/alerts' } : {};
  return (
    <FilterTabs<AlertState | 'mutes'>
      label="State"
      open={open}
      searchOf={(status) => (status === 'mutes' ? {} : { status: status === 'active' ? undefined : status })}
      tabs={[
        {
          ...path,
          id: 'active',
          label: 'Active',
          note: note(({ open: waiting, acknowledged, snoozed }) => waiting + acknowledged + snoozed),
        },
        { ...path, id: 'open', label: statusLabels.open, note: note((all) => all.open) },
        {
          ...path,
          id: 'acknowledged',
          label: statusLabels.acknowledged,
          note: note((all) => all.acknowledged),
        },
        { ...path, id: 'snoozed', label: statusLabels.snoozed, note: note((all) => all.snoozed) },
        // The hub counts those of 30 days, and the list has all of them.
        { ...path, id: 'resolved', label: statusLabels.resolved },
        // Mutes, which may reach no alert yet.
        {
          ...(open === 'mutes' ? {} : { to: '/alerts/mutes' }),
          id: 'mutes',
          label: 'Muted',
          note: counts === undefined ? undefined : formatCount(counts.mutes),
        },
      ]}
    />
  );
}
