import { Link } from '@tanstack/react-router';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { Card } from './card.tsx';
import type { Today } from './figures.ts';
import classes from './overview.module.css';

/** The alerts that nobody has taken up yet, by how urgent they are. */
export function OpenAlerts({ openAlerts: { total, outOfStock, low } }: { openAlerts: Today['openAlerts'] }) {
  return (
    <Card
      title="Open alerts"
      note={formatCount(total)}
      aside={
        <AnchorLink to="/alerts" search={{ status: 'open' }} fz={13}>
          All alerts
        </AnchorLink>
      }
    >
      {total === 0 ? (
        <p className={classes.note}>No alert needs attention.</p>
      ) : (
        <ul className={classes.list}>
          <Severity count={outOfStock} name="Out of stock" isUrgent />
          <Severity count={low} name="Low" />
        </ul>
      )}
    </Card>
  );
}

function Severity({ count, name, isUrgent = false }: { count: number; name: string; isUrgent?: boolean }) {
  return (
    <li>
      <Link
        to="/alerts"
        search={{ status: 'open', severity: isUrgent ? 'outOfStock' : 'low' }}
        className={classes.count}
      >
        <span>{name}</span>
        <span className={classes.strong} data-urgent={isUrgent && count > 0}>
          {formatCount(count)}
        </span>
      </Link>
    </li>
  );
}
