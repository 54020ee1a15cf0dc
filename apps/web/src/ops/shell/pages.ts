import type { Role } from '@dreamteamhub/sdk/contract';
import {
  type Icon,
  IconActivity,
  IconAdjustmentsHorizontal,
  IconBell,
  IconBook2,
  IconBuildingStore,
  IconCash,
  IconCoins,
  IconHistory,
  IconLayoutDashboard,
  IconListDetails,
  IconLock,
  IconPackage,
  IconPercentage,
  IconReceipt,
  IconSend,
  IconShoppingCart,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';

export interface HubPage {
  to: string;
  label: string;
  icon: Icon;
  /** The lowest role that may open the page. Every role unless set. */
  role?: Role;
}

interface PageGroup {
  name: string | null;
  pages: readonly HubPage[];
}

/** The pages of the navigation: first what an owner looks at every day, in that order. */
export const PAGE_GROUPS = [
  {
    name: null,
    pages: [
      { to: '/', label: 'Overview', icon: IconLayoutDashboard },
      { to: '/affiliates', label: 'Partners', icon: IconUsers },
      { to: '/orders', label: 'Orders', icon: IconShoppingCart },
      { to: '/inventory', label: 'Products', icon: IconPackage },
      { to: '/alerts', label: 'Alerts', icon: IconBell },
    ],
  },
  {
    name: 'Commissions',
    pages: [
      { to: '/commissions', label: 'Commissions', icon: IconCoins },
      { to: '/payouts', label: 'Payouts', icon: IconCash },
      { to: '/rules', label: 'Rules', icon: IconPercentage },
      { to: '/ledger', label: 'Ledger', icon: IconBook2 },
    ],
  },
  {
    name: 'Records',
    pages: [
      { to: '/conversions', label: 'Conversions', icon: IconReceipt },
      { to: '/events', label: 'Stock movements', icon: IconHistory },
      { to: '/deliveries', label: 'Deliveries', icon: IconSend },
    ],
  },
  {
    name: 'Setup',
    pages: [
      { to: '/inspector', label: 'Event inspector', icon: IconActivity },
      { to: '/storefronts', label: 'Storefronts & keys', icon: IconBuildingStore },
      { to: '/ops/settings', label: 'Ops settings', icon: IconAdjustmentsHorizontal },
      { to: '/team', label: 'Team', icon: IconUsersGroup, role: 'operator' },
      { to: '/privacy', label: 'Privacy', icon: IconLock },
      { to: '/audit', label: 'Audit log', icon: IconListDetails, role: 'owner' },
    ],
  },
] as const satisfies readonly PageGroup[];
