import type { PayoutDue } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';

type Waiting = Pick<PayoutDue, 'toApprove' | 'toSubmit' | 'unsettled' | 'mismatches'>;

/** Says what of payouts waits for somebody: `2 to approve, 1 to submit`; null where nothing does. */
export function waitingWords(waiting: Waiting, locale?: string): string | null {
  const parts = [
    [waiting.toApprove, 'to approve'],
    [waiting.toSubmit, 'to submit'],
    [waiting.unsettled, 'not settled'],
    [waiting.mismatches, waiting.mismatches === 1 ? 'differs' : 'differ'],
  ] as const;
  const told = parts.flatMap(([count, words]) =>
    count === 0 ? [] : [`${formatCount(count, locale)} ${words}`],
  );
  return told.length === 0 ? null : told.join(', ');
}
