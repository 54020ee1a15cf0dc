import { useMay } from '../../hub/session.ts';
import { FilterTabs } from '../../ui/filter-tabs.tsx';

type Open = 'batches' | 'requests' | 'periods' | 'settings';

const paths: Readonly<Record<Open, string>> = {
  batches: '/payouts',
  requests: '/payouts/requests',
  periods: '/payouts/periods',
  settings: '/payouts/settings',
};

const labels: Readonly<Record<Open, string>> = {
  batches: 'Batches',
  requests: 'Requests',
  periods: 'Periods',
  settings: 'Settings',
};

/** The pages of payouts. How they are made is shown to those who make them. */
export function PayoutTabs({ open }: { open: Open }) {
  const maySet = useMay('operator');
  const shown = (Object.keys(labels) as Open[]).filter((id) => maySet || id !== 'settings');
  return (
    <FilterTabs<Open>
      label="Payouts"
      open={open}
      searchOf={() => ({})}
      tabs={shown.map((id) => ({ id, label: labels[id], to: paths[id] }))}
    />
  );
}
