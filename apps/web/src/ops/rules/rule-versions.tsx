import { Text, ThemeIcon, Timeline } from '@mantine/core';
import { IconCircleCheck, IconCircleOff, IconClock } from '@tabler/icons-react';
import type { CommissionRule } from '../../hub/trpc.ts';
import { useNow } from '../../ui/clock.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { isAlways, paysOf, stateOf } from './rule-words.ts';

const looks = {
  live: { icon: IconCircleCheck, color: 'green' },
  upcoming: { icon: IconClock, color: 'petrol' },
  ended: { icon: IconCircleOff, color: 'gray' },
} as const;

/** All versions for the same partners, goods and orders, the latest first. */
export function RuleVersions({ shown, versions }: { shown: number; versions: readonly CommissionRule[] }) {
  const now = useNow();
  return (
    <SectionCard
      title="Versions"
      intro="All that were for the same partners, goods and orders. An order uses the one of its own time."
    >
      <Timeline bulletSize={26} lineWidth={1} aria-label="Versions" role="list">
        {versions.map((rule) => {
          const { icon: Icon, color } = looks[stateOf(rule, now)];
          return (
            <Timeline.Item
              key={rule.id}
              role="listitem"
              bullet={
                <ThemeIcon variant="light" color={color} size={26} radius="xl">
                  <Icon size={15} aria-hidden />
                </ThemeIcon>
              }
            >
              <Version rule={rule} isShown={rule.id === shown} />
            </Timeline.Item>
          );
        })}
      </Timeline>
    </SectionCard>
  );
}

function Version({ rule, isShown }: { rule: CommissionRule; isShown: boolean }) {
  const { id, name, from, to, words } = rule;
  return (
    <>
      <Text fz="sm" fw={550} component="div" style={{ overflowWrap: 'anywhere' }}>
        {isShown ? (
          <bdi>{name}</bdi>
        ) : (
          <AnchorLink to="/rules/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550} td="underline">
            <bdi>{name}</bdi>
          </AnchorLink>
        )}
        {` · ${paysOf(rule)}`}
        {isShown ? (
          <Text span fz={13} fw={400} c="dimmed">
            {' · this one'}
          </Text>
        ) : null}
      </Text>
      <Text fz={13} c="dimmed" component="div">
        {isAlways(rule) ? 'The beginning' : <Timestamp at={from} isShort />} to{' '}
        {to === null ? 'further notice' : <Timestamp at={to} isShort />}
      </Text>
      {isShown ? null : (
        <Text fz="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          <bdi>{words}</bdi>
        </Text>
      )}
    </>
  );
}
