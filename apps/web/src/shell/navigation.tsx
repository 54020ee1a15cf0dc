import { Text } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconHistory,
  IconLayoutDashboard,
  IconPackage,
  IconReceipt,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './navigation.module.css';

const groups = [
  {
    name: null,
    links: [{ to: '/', label: 'Overview', icon: IconLayoutDashboard }],
  },
  {
    name: 'Affiliates',
    links: [
      { to: '/affiliates', label: 'Affiliates', icon: IconUsers },
      { to: '/conversions', label: 'Conversions', icon: IconReceipt },
    ],
  },
  {
    name: 'Stock',
    links: [
      { to: '/inventory', label: 'Inventory', icon: IconPackage },
      { to: '/events', label: 'Events', icon: IconHistory },
    ],
  },
  {
    name: 'Operations',
    links: [{ to: '/ops/settings', label: 'Ops settings', icon: IconAdjustmentsHorizontal }],
  },
] as const;

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  return (
    <nav aria-label="Main" className={classes.nav}>
      {groups.map((group) => (
        <div key={group.name ?? 'start'} className={classes.group}>
          {group.name === null ? null : (
            <Text className={classes.groupName} component="p">
              {group.name}
            </Text>
          )}
          {group.links.map((link) => (
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
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
