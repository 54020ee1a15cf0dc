import { FilterTabs } from '../../ui/filter-tabs.tsx';

type Open = 'accounts' | 'transfers' | 'adjustments' | 'suspense';

const paths: Readonly<Record<Open, string>> = {
  accounts: '/ledger',
  transfers: '/ledger/transfers',
  adjustments: '/ledger/adjustments',
  suspense: '/ledger/suspense',
};

const labels: Readonly<Record<Open, string>> = {
  accounts: 'Accounts',
  transfers: 'Transfers',
  adjustments: 'Adjustments',
  suspense: 'Set aside',
};

/** The pages of the ledger. */
export function LedgerTabs({ open }: { open: Open }) {
  return (
    <FilterTabs<Open>
      label="Ledger"
      open={open}
      searchOf={() => ({})}
      tabs={(Object.keys(labels) as Open[]).map((id) => ({ id, label: labels[id], to: paths[id] }))}
    />
  );
}
