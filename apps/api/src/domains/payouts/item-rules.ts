import type { SharedAccount } from '@dreamteamhub/db/ledger';
import type { ItemState, PayoutRail } from '@dreamteamhub/db/payouts';

/** What somebody says of a payment. `underWay`: nothing has come of it yet. */
export type ItemNews = 'underWay' | 'paid' | 'failed' | 'returned';

/**
 * What becomes of an item by some news. `stale`: nothing, it was known or is older than what is known; `contradict`: both
 * cannot be true, so that what left is set aside until a person decides; `undo`: what was set aside so has come back.
 */
export type ItemStep =
  | { verdict: 'apply'; to: ItemState }
  | { verdict: 'stale' }
  | { verdict: 'contradict' }
  | { verdict: 'undo' };

/** Of an item that was given up: `left`: it was said to be paid nevertheless; `back`: and came back afterwards. */
export type Contradiction = 'none' | 'left' | 'back';

const STALE: ItemStep = { verdict: 'stale' };

/** Judges news of an item. Money that left is never forgotten, and what was said later is not undone by what was said before. */
export function judgeNews(
  { state, knownAt, contradiction }: { state: ItemState; knownAt: Date | null; contradiction: Contradiction },
  { news, occurredAt }: { news: ItemNews; occurredAt: Date },
): ItemStep {
  const isOlder = knownAt !== null && occurredAt < knownAt;
  // An end counts whatever was said in between: a provider may date it before it last said that nothing had come of it.
  if (isOlder && (state !== 'sent' || news === 'underWay')) return STALE;
  switch (state) {
    case 'sent':
      if (news === 'underWay') return { verdict: 'apply', to: 'sent' };
      // What comes back before it was paid has failed.
      return { verdict: 'apply', to: news === 'paid' ? 'paid' : 'failed' };
    case 'paid':
    case 'mismatched':
      return news === 'returned' || news === 'failed' ? { verdict: 'apply', to: 'returned' } : STALE;
    case 'failed':
    case 'cancelled':
      if (news === 'paid' && contradiction === 'none') return { verdict: 'contradict' };
      return (news === 'returned' || news === 'failed') && contradiction === 'left'
        ? { verdict: 'undo' }
        : STALE;
    case 'reserved':
    case 'returned':
      return STALE;
  }
}

/** The account that money leaves from. */
export function cashOf(rail: PayoutRail): SharedAccount {
  return `cash.${rail}`;
}
