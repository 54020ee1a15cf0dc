import { IconArchive, IconPlayerPause, IconPointFilled } from '@tabler/icons-react';
import { Tag } from '../../components/tag.tsx';
import type { Affiliate } from '../../trpc.ts';

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
