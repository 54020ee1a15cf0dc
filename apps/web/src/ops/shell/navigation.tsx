import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import classes from './navigation.module.css';
import { PAGE_GROUPS } from './pages.ts';

const REFRESH_MILLISECONDS = 30_000;

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const may = { owner: useMay('owner'), operator: useMay('operator'), analyst: true };
  return (
    <nav aria-label="Main" className={classes.nav}>
      {PAGE_GROUPS.map((group) => (
        <div key={group.name ?? 'start'} className={classes.group}>
          {group.name === null ? null : (
            <Text className={classes.groupName} component="p">
              {group.name}
            </Text>
          )}
          {group.pages
            .filter((page) => may['role' in page ? page.role : 'analyst'])
            .map((page) => (
              <Link
                key={page.to}
                to={page.to}
                search={{}}
                activeOptions={{ exact: page.to === '/', includeSearch: false }}
                className={classes.link}
                onClick={() => onNavigate?.()}
              >
                <page.icon size={18} stroke={1.7} aria-hidden />
                {page.label}
                {page.to === '/alerts' ? <OpenAlerts /> : null}
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
