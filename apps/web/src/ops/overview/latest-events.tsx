import { Paper, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { InventoryEvent } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { EventTag } from '../events/event-tag.tsx';
import { StockMove } from '../events/stock-move.tsx';
import classes from './overview.module.css';

export function LatestEvents({ events }: { events: readonly InventoryEvent[] }) {
  return (
    <Paper component="section" aria-labelledby="latest-events">
      <div className={classes.cardHead}>
        <Title order={2} fz={16} id="latest-events">
          Latest events
        </Title>
        {events.length === 0 ? null : (
          <AnchorLink to="/events" search={{}} fz="sm">
            All events
          </AnchorLink>
        )}
      </div>
      {events.length === 0 ? (
        <EmptyState
          icon={IconHistory}
          title="No events yet"
          action={
            <ButtonLink to="/inventory" variant="default">
              Open inventory
            </ButtonLink>
          }
        >
          Stock changes and alerts appear here as they happen, starting with the first product.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {events.map((event) => (
            <li key={event.id} className={classes.line}>
              <div style={{ minWidth: 0, display: 'flex', alignItems: 'center', gap: 10, flexWrap: 'wrap' }}>
                <EventTag type={event.eventType} />
                <AnchorLink to="/inventory/$sku" params={{ sku: event.sku }} search={{}} c="inherit" fz={13}>
                  <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
                    {event.sku}
                  </span>
                </AnchorLink>
              </div>
              <div className={classes.end}>
                <StockMove event={event} />
                <div style={{ fontSize: 12.5, color: 'var(--mantine-color-dimmed)' }}>
                  <Timestamp at={event.timestamp} isShort />
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Paper>
  );
}
