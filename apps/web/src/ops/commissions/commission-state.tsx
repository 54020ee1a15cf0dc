import {
  IconArrowBackUp,
  IconBan,
  IconCash,
  IconCheck,
  IconClock,
  IconHourglass,
  IconLock,
} from '@tabler/icons-react';
import type { Commission } from '../../hub/trpc.ts';
import { Tag } from '../../ui/tag.tsx';

type State = Commission['state'];

const states = {
  toApprove: { label: 'To approve', tone: 'neutral', icon: IconClock },
  maturing: { label: 'Maturing', tone: 'neutral', icon: IconHourglass },
  held: { label: 'Held', tone: 'warn', icon: IconLock },
  payable: { label: 'Payable', tone: 'accent', icon: IconCheck },
  paid: { label: 'Paid', tone: 'good', icon: IconCash },
  reversed: { label: 'Reversed', tone: 'faint', icon: IconArrowBackUp },
  void: { label: 'Void', tone: 'faint', icon: IconBan },
} as const;

export const stateName = (state: State): string => states[state].label;

/** What a state means, in a sentence. */
export const stateMeaning: Readonly<Record<State, string>> = {
  toApprove: 'It waits for somebody to approve it.',
  maturing: 'It is approved. It may be paid once its holding time is over.',
  held: 'The payment of its order is disputed. What is held is not paid until the dispute is over.',
  payable: 'It is approved, its holding time is over, and it may be paid.',
  paid: 'It was paid.',
  reversed: 'Refunds or lost disputes took all of it back.',
  void: 'It was voided: nothing of it is owed.',
};

export function CommissionStateTag({ state }: { state: State }) {
  const { label, tone, icon } = states[state];
  return (
    <Tag tone={tone} icon={icon}>
      {label}
    </Tag>
  );
}
