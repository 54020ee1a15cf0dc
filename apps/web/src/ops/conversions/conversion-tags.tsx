import {
  IconBan,
  IconCash,
  IconCheck,
  IconClock,
  IconHelpCircle,
  IconRosetteDiscountCheck,
} from '@tabler/icons-react';
import type { Conversion } from '../../hub/trpc.ts';
import { Tag } from '../../ui/tag.tsx';

const statuses = {
  pending: { label: 'Pending', tone: 'neutral', icon: IconClock },
  approved: { label: 'Approved', tone: 'accent', icon: IconCheck },
  paid: { label: 'Paid', tone: 'good', icon: IconCash },
  void: { label: 'Void', tone: 'faint', icon: IconBan },
} as const;

/** The names of the states, for filters. */
export const conversionStatusNames = {
  pending: statuses.pending.label,
  approved: statuses.approved.label,
  paid: statuses.paid.label,
  void: statuses.void.label,
} as const;

export function ConversionStatusTag({ status }: { status: Conversion['status'] }) {
  const { label, tone, icon } = statuses[status];
  return (
    <Tag tone={tone} icon={icon}>
      {label}
    </Tag>
  );
}

export function ConversionKindTag({ kind }: { kind: Conversion['kind'] }) {
  return kind === 'verified' ? (
    <Tag tone="neutral" icon={IconRosetteDiscountCheck}>
      Verified
    </Tag>
  ) : (
    <Tag tone="warn" icon={IconHelpCircle}>
      Claim
    </Tag>
  );
}
