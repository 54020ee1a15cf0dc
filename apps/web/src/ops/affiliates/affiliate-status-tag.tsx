import { IconArchive, IconPlayerPause, IconPointFilled } from '@tabler/icons-react';
import type { Affiliate } from '../../hub/trpc.ts';
import { Tag } from '../../ui/tag.tsx';

const looks = {
  active: { label: 'Active', tone: 'good', icon: IconPointFilled },
  paused: { label: 'Paused', tone: 'warn', icon: IconPlayerPause },
  archived: { label: 'Archived', tone: 'faint', icon: IconArchive },
} as const;

export function AffiliateStatusTag({ status }: { status: Affiliate['status'] }) {
  const { label, tone, icon } = looks[status];
  return (
    <Tag tone={tone} icon={icon}>
      {label}
    </Tag>
  );
}
