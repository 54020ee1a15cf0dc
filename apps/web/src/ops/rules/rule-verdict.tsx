import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconArrowRight, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatTime } from '../../ui/format-time.ts';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import classes from './rules.module.css';

export type RuleCheck = AdminOutputs['commissions']['checkRule'];

/** What a rule that is being written would do and end, in plain words, and what is in its way. */
export function RuleVerdict(props: {
  /** Undefined while the rule is not complete, or the first answer is on its way. */
  check: RuleCheck | undefined;
  isComplete: boolean;
  /** What is said belongs to what was written before. */
  isOld: boolean;
  /** What the hub refuses about it beside single fields. */
  failure: string | undefined;
  isSaving: boolean;
  /** Left out: the person may not save rules. */
  formId?: string | undefined;
}) {
  const { check, isComplete, isOld, failure, isSaving, formId } = props;
  return (
    <SectionCard title="In plain words">
      <Stack gap="md">
        <div role="status" className={classes.sentences} data-old={isOld && check !== undefined}>
          {check !== undefined ? (
            <bdi>{check.words}</bdi>
          ) : isComplete && failure === undefined ? (
            <Skeleton height={66} />
          ) : (
            <Text fz="sm" c="dimmed">
              {failure === undefined
                ? 'Fill in the form, and this says what the rule does.'
                : 'The hub cannot say yet what this does.'}
            </Text>
          )}
        </div>
        {check === undefined ? null : <Consequences check={check} />}
        {failure === undefined ? null : <Note tone="bad">{failure}</Note>}
        {formId === undefined ? (
          <Text fz="sm" c="dimmed">
            You can try rules here. Operators can save them.
          </Text>
        ) : (
          <Group justify="flex-end" gap="xs">
            <ButtonLink to="/rules" search={{}} variant="default">
              Cancel
            </ButtonLink>
            <Button
              type="submit"
              form={formId}
              loading={isSaving}
              disabled={check !== undefined && !isOld && check.overlaps !== null}
            >
              Save rule
            </Button>
          </Group>
        )}
      </Stack>
    </SectionCard>
  );
}

function Consequences({ check: { notes, supersedes, overlaps } }: { check: RuleCheck }) {
  const zone = useTimeZone();
  const day = (at: string) => formatTime(at, { zone, time: 'short' });
  return (
    <>
      {overlaps === null ? null : (
        <Note tone="bad">
          It cannot be saved: <RuleLink {...overlaps} /> is for the same partners, goods and orders, from{' '}
          {day(overlaps.from)} {overlaps.to === null ? 'on' : `until ${day(overlaps.to)}`}. End that one, or
          choose other dates.
        </Note>
      )}
      {supersedes === null ? null : (
        <Note icon={<IconArrowRight size={16} aria-hidden />}>
          It takes the place of <RuleLink {...supersedes} />, which ends when this one begins.
        </Note>
      )}
      {notes.map((note) => (
        <Note key={note}>
          <bdi>{note}</bdi>
        </Note>
      ))}
    </>
  );
}

function RuleLink({ id, name }: { id: number; name: string }) {
  return (
    <AnchorLink to="/rules/$id" params={{ id: String(id) }} c="inherit" td="underline" fz="inherit">
      <bdi>{name}</bdi>
    </AnchorLink>
  );
}

function Note({ tone, icon, children }: { tone?: 'bad'; icon?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.note} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {icon ??
        (tone === 'bad' ? (
          <IconAlertCircle size={16} aria-hidden />
        ) : (
          <IconInfoCircle size={16} aria-hidden />
        ))}
      <span>{children}</span>
    </div>
  );
}
