import type { PayoutAnswer } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { paymentsWords } from './item-counts.ts';

/** Says what a bank's answer changed, a sentence each. */
export function describeAnswer(
  {
    applied,
    stale,
    mismatched,
    unknown,
    batch,
  }: Pick<PayoutAnswer, 'applied' | 'stale' | 'mismatched' | 'unknown'> & {
    batch: Pick<PayoutAnswer['batch'], 'itemCount'>;
  },
  locale?: string,
): string[] {
  const words = (count: number) => paymentsWords(count, locale);
  return [
    applied === 0
      ? 'It says nothing new.'
      : `It says what became of ${formatCount(applied, locale)} of ${words(batch.itemCount)}.`,
    ...(stale === 0 ? [] : [`${words(stale)} ${stale === 1 ? 'was' : 'were'} known already.`]),
    ...(mismatched === 0
      ? []
      : [
          `${words(mismatched)} ${mismatched === 1 ? 'differs' : 'differ'} from what was owed. Decide below whose the difference is.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `${formatCount(unknown.length, locale)}${unknown.length === MOST_UNKNOWN ? ' or more' : ''} of its references ${unknown.length === 1 ? 'is' : 'are'} not of this payout:`,
        ]),
  ];
}

/** The hub names so many at most. */
const MOST_UNKNOWN = 100;
