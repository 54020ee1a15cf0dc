import type { Role } from '@dreamteamhub/sdk/contract';
import { Text } from '@mantine/core';
import {
  type Icon,
  IconAdjustmentsHorizontal,
  IconBell,
  IconBuildingStore,
  IconHistory,
  IconLayoutDashboard,
  IconListDetails,
  IconLock,
  IconPackage,
  IconReceipt,
  IconSend,
  IconShoppingCart,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import classes from './navigation.module.css';

const REFRESH_MILLISECONDS = 30_000;

interface Group {
  name: string | null;
  links: readonly {
    to: string;
    label: string;
    icon: Icon;
    /** The lowest role that may open the page. Every role unless set. */
    role?: Role;
  }[];
}

const groups = [
  {
    name: null,
    links: [{ to: '/', label: 'Overview', icon: IconLayoutDashboard }],
  },
  {
    name: 'Affiliates',
    links: [
      { to: '/affiliates', label: 'Affiliates', icon: IconUsers },
      { to: '/orders', label: 'Orders', icon: IconShoppingCart },
      { to: '/conversions', label: 'Conversions', icon: IconReceipt },
    ],
  },
  {
    name: 'Stock',
    links: [
      { to: '/alerts', label: 'Alerts', icon: IconBell },
      { to: '/inventory', label: 'Inventory', icon: IconPackage },
      { to: '/events', label: 'Events', icon: IconHistory },
    ],
  },
  {
    name: 'Operations',
    links: [
      { to: '/deliveries', label: 'Deliveries', icon: IconSend },
      { to: '/ops/settings', label: 'Ops settings', icon: IconAdjustmentsHorizontal },
    ],
  },
  {
    name: 'Hub',
    links: [
      { to: '/storefronts', label: 'Storefronts & keys', icon: IconBuildingStore },
      { to: '/team', label: 'Team', icon: IconUsersGroup, role: 'operator' },
      { to: '/privacy', label: 'Privacy', icon: IconLock },
      { to: '/audit', label: 'Audit log', icon: IconListDetails, role: 'owner' },
    ],
  },
] as const satisfies readonly Group[];

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const may = { owner: useMay('owner'), operator: useMay('operator'), analyst: true };
  return (
    <nav aria-label="Main" className={classes.nav}>
      {groups.map((group) => (
        <div key={group.name ?? 'start'} className={classes.group}>
          {group.name === null ? null : (
            <Text className={classes.groupName} component="p">
              {group.name}
            </Text>
          )}
          {group.links
            .filter((link) => may['role' in link ? link.role : 'analyst'])
            .map((link) => (
              <Link
                key={link.to}
                to={link.to}
                search={{}}
                activeOptions={{ exact: link.to === '/', includeSearch: false }}
                className={classes.link}
                onClick={() => onNavigate?.()}
              >
                <link.icon size={18} stroke={1.7} aria-hidden />
                {link.label}
                {link.to === '/alerts' ? <OpenAlerts /> : null}
              </Link>
            ))}
        </div>
      ))}
    </nav>
  );
}

/** The number of open alerts. */
function OpenAlerts() {
  const counts = trpc.alerts.countEpisodes.useQuery({}, { refetchInterval: REFRESH_MILLISECONDS });
  const open = counts.data?.open ?? 0;
  if (open === 0) return null;
  return (
    <span className={classes.count}>
      {formatCount(open)}
      <span className={classes.unseen}> open</span>
    </span>
  );
}
