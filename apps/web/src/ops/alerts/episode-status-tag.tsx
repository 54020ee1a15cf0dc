import { IconAlertTriangle, IconBellPause, IconCircleCheck, IconUserCheck } from '@tabler/icons-react';
import type { Episode } from '../../hub/trpc.ts';
import { Tag } from '../../ui/tag.tsx';

const looks = {
  open: { label: 'Open', tone: 'warn', icon: IconAlertTriangle },
  acknowledged: { label: 'Acknowledged', tone: 'accent', icon: IconUserCheck },
  snoozed: { label: 'Snoozed', tone: 'neutral', icon: IconBellPause },
  resolved: { label: 'Resolved', tone: 'good', icon: IconCircleCheck },
} as const;

/** Labels of the states, for filters. */
export const statusLabels = {
  open: looks.open.label,
  acknowledged: looks.acknowledged.label,
  snoozed: looks.snoozed.label,
  resolved: looks.resolved.label,
} as const;

export function EpisodeStatusTag({ status }: { status: Episode['status'] }) {
  const look = looks[status];
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.label}
    </Tag>
  );
}
