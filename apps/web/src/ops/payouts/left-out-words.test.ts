import { LEFT_OUT_REASONS } from '@dreamteamhub/sdk/contract';
import { expect, test } from 'vitest';
import { groupLeftOut, leftOutWords } from './left-out-words.ts';

const partner = (affiliateId: number, reason: (typeof LEFT_OUT_REASONS)[number]) => ({
  affiliateId,
  affiliateHandle: `p${affiliateId}`,
  affiliateName: `Partner ${affiliateId}`,
  amount: '1.00',
  reason,
  because: 'because',
});

test('partners are grouped by the reason, those first about whom somebody can do something', () => {
  const groups = groupLeftOut([
    partner(1, 'belowMinimum'),
    partner(2, 'noDetails'),
    partner(3, 'belowMinimum'),
  ]);
  expect(
    groups.map(({ title, partners }) => [title, partners.map(({ affiliateId }) => affiliateId)]),
  ).toEqual([
    ['No payout details', [2]],
    ['Below the minimum', [1, 3]],
  ]);
});

test('every reason has words, and nobody is lost', () => {
  expect(Object.keys(leftOutWords).sort()).toEqual([...LEFT_OUT_REASONS].sort());
  const all = LEFT_OUT_REASONS.map((reason, index) => partner(index + 1, reason));
  expect(groupLeftOut(all).flatMap(({ partners }) => partners)).toHaveLength(all.length);
});
