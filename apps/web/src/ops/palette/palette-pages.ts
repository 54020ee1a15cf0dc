import {
  IconAdjustments,
  IconArrowsExchange,
  IconCalculator,
  IconFileImport,
  IconListCheck,
  IconQuestionMark,
  IconReceiptRefund,
  IconScale,
  IconShieldLock,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type HubPage, PAGE_GROUPS } from '../shell/pages.ts';

/** All pages: those of the navigation, and those that other pages lead to. */
export const PAGES: readonly HubPage[] = [
  ...PAGE_GROUPS.flatMap((group): readonly HubPage[] => group.pages),
  { to: '/inventory/import', label: 'Import products', icon: IconFileImport, role: 'operator' },
  { to: '/conversions/refunds', label: 'Refunds without an order', icon: IconReceiptRefund },
  { to: '/ledger/transfers', label: 'Transfers', icon: IconArrowsExchange },
  { to: '/ledger/adjustments', label: 'Adjustments', icon: IconScale },
  { to: '/ledger/suspense', label: 'Set aside', icon: IconQuestionMark },
  { to: '/rules/groups', label: 'Groups of partners', icon: IconUsersGroup },
  { to: '/rules/try', label: 'Try an order', icon: IconCalculator },
  { to: '/get-started', label: 'Get started', icon: IconListCheck },
  { to: '/preferences', label: 'Preferences', icon: IconAdjustments },
  { to: '/security', label: 'Security', icon: IconShieldLock },
];

/** What people may call a page as well, by its path. */
export const OTHER_WORDS: Readonly<Record<string, string>> = {
  '/': 'home dashboard today',
  '/affiliates': 'affiliates creators',
  '/orders': 'sales',
  '/inventory': 'inventory stock skus',
  '/alerts': 'low stock',
  '/commissions': 'owed due payable approve pay partners earnings',
  '/ledger': 'accounts balances bookkeeping accountant money',
  '/ledger/transfers': 'ledger bookings journal',
  '/ledger/adjustments': 'bonus correction write off forgive approve second person',
  '/ledger/suspense': 'suspense undecided paid refund ledger',
  '/conversions': 'claims',
  '/rules': 'commission rates percent tiers caps terms',
  '/rules/groups': 'commission tiers members',
  '/rules/try': 'commission preview what would it pay simulate',
  '/events': 'events history',
  '/deliveries': 'messages slack emails',
  '/inspector': 'debug logs live why did my click not count integration test refused errors',
  '/storefronts': 'shops api',
  '/ops/settings': 'channels test',
  '/team': 'people invite',
  '/privacy': 'erase export retention',
  '/audit': 'who changed',
  '/inventory/import': 'csv file upload',
  '/get-started': 'set up checklist first steps begin',
  '/preferences': 'time zone shortcuts keyboard',
  '/security': 'password two-factor sessions',
};
