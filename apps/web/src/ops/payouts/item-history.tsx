import { Text, ThemeIcon, Timeline } from '@mantine/core';
import {
  type Icon,
  IconArrowsDiff,
  IconBuildingBank,
  IconCash,
  IconCheck,
  IconHistory,
  IconUser,
} from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatSentence } from '../../ui/format-sentence.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { type ItemEvent, isLate, outcomeWords, whatWasSaid, whoSaid } from './item-story.ts';

const looks: Readonly<Record<ItemEvent['source'], Icon>> = {
  person: IconUser,
  bankFile: IconBuildingBank,
  provider: IconCash,
};

const outcomeLooks: Readonly<Record<ItemEvent['outcome'], { color: string; icon: Icon | null }>> = {
  applied: { color: 'petrol', icon: null },
  stale: { color: 'gray', icon: IconCheck },
  contradicting: { color: 'orange', icon: IconArrowsDiff },
};

/** All that was said of a payment, oldest first. */
export function ItemHistory({ events, currency }: { events: readonly ItemEvent[]; currency: string }) {
  return (
    <SectionCard title="What was said of it">
      {events.length === 0 ? (
        <EmptyState icon={IconHistory} title="Nothing yet">
          What you, the bank or the provider say of this payment appears here.
        </EmptyState>
      ) : (
        <Timeline bulletSize={26} lineWidth={1} aria-label="What was said of it" role="list">
          {events.map((event) => {
            const { color, icon } = outcomeLooks[event.outcome];
            const EventIcon = icon ?? looks[event.source];
            const consequence = outcomeWords[event.outcome];
            return (
              <Timeline.Item
                key={`${event.receivedAt} ${event.source} ${event.status} ${event.occurredAt}`}
                role="listitem"
                bullet={
                  <ThemeIcon variant="light" color={color} size={26} radius="xl">
                    <EventIcon size={15} aria-hidden />
                  </ThemeIcon>
                }
              >
                <Text fz="sm" fw={550} component="div" style={{ overflowWrap: 'anywhere' }}>
                  <bdi>{whoSaid(event)}</bdi> {whatWasSaid(event)}
                  {event.amount === null ? null : (
                    <>
                      {': '}
                      <Money amount={event.amount} currency={currency} />
                    </>
                  )}
                </Text>
                {event.reason === null ? null : (
                  <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                    <bdi>{formatSentence(event.reason)}</bdi>
                  </Text>
                )}
                {consequence === null ? null : <Text fz="sm">{consequence}</Text>}
                <Text fz={13} c="dimmed" component="div">
                  <Timestamp at={event.occurredAt} />
                  {isLate(event) ? (
                    <>
                      , heard <Timestamp at={event.receivedAt} />
                    </>
                  ) : null}
                </Text>
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
    </SectionCard>
  );
}
