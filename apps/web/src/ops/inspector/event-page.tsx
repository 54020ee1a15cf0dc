import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { type InspectedEvent, trpc } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyValue } from '../../ui/copy-value.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { OutcomeTag } from './event-columns.tsx';
import { EventFacts } from './event-facts.tsx';
import { nameOf } from './event-words.ts';
import classes from './inspector.module.css';

const route = getRouteApi('/operator/inspector/$id');

/** By which key it came is noted a second after it. */
const REFRESH_MILLISECONDS = 3_000;

/** An event: what became of it, why, what to do, and what was sent. */
export function EventPage() {
  const { id } = route.useParams();
  const query = trpc.inspector.getEvent.useQuery(
    { id },
    { refetchInterval: ({ state }) => (isYoung(state.data) ? REFRESH_MILLISECONDS : false) },
  );
  return (
    <QueryDetailPage
      list={{ path: '/inspector', name: 'Event inspector' }}
      noun="event"
      icon={IconActivity}
      query={query}
      title={nameOf}
      description={(event) => <Origin event={event} />}
      loading={<Loading />}
      hint="The address may be mistyped, or the event was deleted: refused and test events are kept for 7 days, clicks as long as the hub is set to."
    >
      {(event) => <Shown event={event} />}
    </QueryDetailPage>
  );
}

function isYoung(event: InspectedEvent | undefined): boolean {
  return event !== undefined && Date.now() - Date.parse(event.at) < 60_000;
}

function Origin({ event: { mode, storefront } }: { event: InspectedEvent }) {
  return (
    <>
      {storefront === null ? 'No known storefront' : `Storefront ${storefront}`}
      {mode === 'test' ? ' · test mode' : ''}
      {' · '}
      <ZoneNote />
    </>
  );
}

function Shown({ event }: { event: InspectedEvent }) {
  return (
    <Stack gap="lg">
      <Paper p="lg" component="section" aria-label="What happened to it">
        <Stack gap="md">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Group gap={8}>
              <OutcomeTag outcome={event.outcome} />
              {event.mode === 'test' ? <Tag tone="faint">Test</Tag> : null}
            </Group>
            <Group gap={6} wrap="nowrap">
              <Text fz={13} c="dimmed">
                Share
              </Text>
              <CopyValue value={window.location.href} label="Copy the link to this event" />
            </Group>
          </Group>
          <p className={classes.explanation} style={{ margin: 0 }}>
            <bdi>{event.explanation}</bdi>
          </p>
          {event.advice === null ? null : (
            <div className={classes.advice}>
              <b>What to do: </b>
              <bdi>{event.advice}</bdi>
            </div>
          )}
        </Stack>
      </Paper>
      <SectionCard title="Where it came from">
        <EventFacts event={event} />
      </SectionCard>
      <SectionCard
        title="What was sent"
        intro="As stored: without what could identify a visitor, and without the query part of addresses."
      >
        <CodeBlock code={JSON.stringify(event.body, null, 2)} label="what was sent" />
      </SectionCard>
      {event.result === null || Object.keys(event.result).length === 0 ? null : (
        <SectionCard title="What the hub did with it">
          <CodeBlock code={JSON.stringify(event.result, null, 2)} label="what the hub did with it" />
        </SectionCard>
      )}
    </Stack>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={24} width={110} />
      <Skeleton height={22} />
      <Skeleton height={48} />
      <Skeleton height={120} />
    </Stack>
  );
}
