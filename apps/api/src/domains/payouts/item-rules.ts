import type { SharedAccount } from '@dreamteamhub/db/ledger';
import type { ItemState, PayoutRail } from '@dreamteamhub/db/payouts';

/** What somebody says of a payment. `underWay`: nothing has come of it yet. */
export type ItemNews = 'underWay' | 'paid' | 'failed' | 'returned';

/**
 * What becomes of an item by some news. `stale`: nothing, it was known or is older than what is known; `contradict`: both
 * cannot be true, so that what left is set aside until a person decides.
 */
export type ItemStep = { verdict: 'apply'; to: ItemState } | { verdict: 'stale' } | { verdict: 'contradict' };

const STALE: ItemStep = { verdict: 'stale' };

/** Judges news of an item. Money that left is never forgotten, and what was said later is not undone by what was said before. */
export function judgeNews(
  { state, knownAt }: { state: ItemState; knownAt: Date | null },
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
      return news === 'paid' ? { verdict: 'contradict' } : STALE;
    case 'reserved':
    case 'returned':
      return STALE;
  }
}

/** The account that money leaves from. */
export function cashOf(rail: PayoutRail): SharedAccount {
  return `cash.${rail}`;
}
