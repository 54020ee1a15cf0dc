import {
  IconAdjustments,
  IconCalculator,
  IconFileImport,
  IconHistoryToggle,
  IconListCheck,
  IconReceiptRefund,
  IconShieldLock,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type HubPage, PAGE_GROUPS } from '../shell/pages.ts';

/** All pages: those of the navigation, and those that other pages lead to. */
export const PAGES: readonly HubPage[] = [
  ...PAGE_GROUPS.flatMap((group): readonly HubPage[] => group.pages),
  { to: '/inventory/import', label: 'Import products', icon: IconFileImport, role: 'operator' },
  { to: '/conversions/refunds', label: 'Refunds without an order', icon: IconReceiptRefund },
  { to: '/changes', label: 'Bulk changes', icon: IconHistoryToggle, role: 'operator' },
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
  '/conversions': 'commissions claims',
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
  '/changes': 'undo many recent bulk history',
  '/get-started': 'set up checklist first steps begin',
  '/preferences': 'time zone shortcuts keyboard',
  '/security': 'password two-factor sessions',
};
