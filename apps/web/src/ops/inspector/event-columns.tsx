import { Text } from '@mantine/core';
import type { InspectedEvent } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { doorNames, kindNames, outcomeNames, outcomeTones, readable } from './event-words.ts';
import classes from './inspector.module.css';

/** The columns of the list. Storefronts are named where there are several. */
export const eventColumns = ({ hasStorefronts }: { hasStorefronts: boolean }): Column<InspectedEvent>[] => [
  {
    name: 'Event',
    card: 'title',
    cell: ({ id, kind, subject, mode, storefront, affiliate }) => (
      <Lines detail={<Whose affiliate={affiliate} storefront={hasStorefronts ? storefront : null} />}>
        <AnchorLink to="/inspector/$id" params={{ id }} c="inherit" fz="sm" fw={550} className={classes.name}>
          {kindNames[kind]}
          {subject === null ? null : (
            <>
              {' '}
              <bdi className={classes.subject} title={subject}>
                {readable(subject)}
              </bdi>
            </>
          )}
        </AnchorLink>
        {mode === 'test' ? <Tag tone="faint">Test</Tag> : null}
      </Lines>
    ),
  },
  { name: 'Outcome', card: 'aside', cell: ({ outcome }) => <OutcomeTag outcome={outcome} /> },
  {
    name: 'Why',
    card: 'body',
    cell: ({ explanation }) => (
      <Text component="div" fz={13} lineClamp={2} className={classes.why} title={explanation}>
        {explanation}
      </Text>
    ),
  },
  { name: 'Source', cell: (event) => <CameBy event={event} /> },
  { name: 'Time', cell: ({ at }) => <StackedTimestamp at={at} /> },
];

export function OutcomeTag({ outcome }: Pick<InspectedEvent, 'outcome'>) {
  return <Tag tone={outcomeTones[outcome]}>{outcomeNames[outcome]}</Tag>;
}

/** Whose it is: the partner, and the storefront where there are several. */
function Whose({
  affiliate,
  storefront,
}: {
  affiliate: InspectedEvent['affiliate'];
  storefront: string | null;
}) {
  if (affiliate === null) return storefront;
  return (
    <>
      <AnchorLink
        to="/affiliates/$id"
        params={{ id: String(affiliate.id) }}
        search={{}}
        c="inherit"
        fz="inherit"
        className={classes.hint}
        title={affiliate.name}
      >
        <bdi>{affiliate.handle}</bdi>
      </AnchorLink>
      {storefront === null ? null : ` · ${storefront}`}
    </>
  );
}

function CameBy({ event: { door, key, origin } }: { event: InspectedEvent }) {
  if (door === null && key === null) {
    return (
      <Text span fz={13} c="dimmed">
        Not recorded
      </Text>
    );
  }
  const detail = key?.hint ?? origin;
  return (
    <Lines detail={detail === null ? null : <bdi className={classes.hint}>{detail}</bdi>}>
      <Text span fz="sm">
        {door === null ? 'Not recorded' : doorNames[door]}
      </Text>
    </Lines>
  );
}
