import { ITEM_STATES, type ItemState } from '@dreamteamhub/db/payouts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Contradiction, type ItemNews, judgeNews } from './item-rules.ts';

const NEWS: ItemNews[] = ['underWay', 'paid', 'failed', 'returned'];
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const judge = (
  state: ItemState,
  news: ItemNews,
  {
    known = 0,
    occurred = 1,
    contradiction = 'none',
  }: { known?: number; occurred?: number; contradiction?: Contradiction } = {},
) => judgeNews({ state, knownAt: at(known), contradiction }, { news, occurredAt: at(occurred) });

describe('news of an item', () => {
  test.each([
    ['sent', 'underWay', 'sent'],
    ['sent', 'paid', 'paid'],
    ['sent', 'failed', 'failed'],
    // Before it was paid, what comes back has failed: an unclaimed payment, for example.
    ['sent', 'returned', 'failed'],
    ['paid', 'returned', 'returned'],
    // PayPal says FAILED of a payment that it called a success before.
    ['paid', 'failed', 'returned'],
    ['mismatched', 'returned', 'returned'],
  ] as const)('of one that is %s: %s makes it %s', (state, news, to) => {
    expect(judge(state, news)).toEqual({ verdict: 'apply', to });
  });

  test.each([
    ['paid', 'paid'],
    ['paid', 'underWay'],
    ['returned', 'paid'],
    ['returned', 'returned'],
    ['failed', 'failed'],
    ['failed', 'underWay'],
    ['reserved', 'paid'],
    ['cancelled', 'returned'],
  ] as const)('of one that is %s: %s changes nothing', (state, news) => {
    expect(judge(state, news)).toEqual({ verdict: 'stale' });
  });

  test.each(['failed', 'cancelled'] as const)(
    'paid, of one that is %s, is for a person to decide',
    (state) => {
      expect(judge(state, 'paid')).toEqual({ verdict: 'contradict' });
      expect(judge(state, 'paid', { contradiction: 'left' })).toEqual({ verdict: 'stale' });
      // What had left and comes back is undone, once.
      for (const news of ['returned', 'failed'] as const) {
        expect(judge(state, news, { contradiction: 'left' })).toEqual({ verdict: 'undo' });
        expect(judge(state, news, { contradiction: 'left', known: 2 })).toEqual({ verdict: 'stale' });
        expect(judge(state, news, { contradiction: 'back' })).toEqual({ verdict: 'stale' });
      }
      expect(judge(state, 'paid', { contradiction: 'back' })).toEqual({ verdict: 'stale' });
    },
  );

  test('that is older than what is known changes nothing, unless it is the end of one under way', () => {
    for (const [state, news] of ITEM_STATES.flatMap((of) => NEWS.map((news) => [of, news] as const))) {
      const isEnd = state === 'sent' && news !== 'underWay';
      const { verdict } = judge(state, news, { known: 2, occurred: 1 });
      expect(verdict, `${news} of one that is ${state}`).toBe(isEnd ? 'apply' : 'stale');
    }
  });

  test('in any order leaves an item paid once, or given back once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...NEWS), fc.nat(20))), (all) => {
        let state: ItemState = 'sent';
        let knownAt: Date | null = null;
        const steps: ItemState[] = [];
        for (const [news, second] of all) {
          const step = judgeNews({ state, knownAt, contradiction: 'none' }, { news, occurredAt: at(second) });
          if (step.verdict !== 'apply') continue;
          if (step.to !== state) steps.push(step.to);
          state = step.to;
          knownAt = at(second);
        }
        expect([[], ['failed'], ['paid'], ['paid', 'returned']]).toContainEqual(steps);
      }),
    );
  });
});
