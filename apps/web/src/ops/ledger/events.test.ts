import { expect, test } from 'vitest';
import type { Transfer } from '../../hub/trpc.ts';
import { amountOf, areCut, eventsOf, mainOf, partsOf } from './events.ts';

const AT = '2026-11-02T10:00:00.000Z';
const transfer = (id: number, changes: Partial<Transfer> = {}): Transfer => ({
  ...{ id, storefront: 'default', affiliateId: 1, affiliateHandle: 'tech-blog', currency: 'EUR' },
  ...{ debit: 'expense.commission', credit: 'pending', amount: '1.50', cause: 'accrue', causeId: '7' },
  ...{ conversionId: 7, orderId: 'O-7', position: id, eventAt: AT, postedAt: AT },
  ...{ balance: null, reason: null, actor: null },
  ...changes,
});
const ids = (transfers: readonly Transfer[], hasMore = false) =>
  eventsOf(transfers, hasMore).map((event) => event.map(({ id }) => id));

test('lines of one order are one event; another cause, another order or another time is another', () => {
  expect(
    ids([
      transfer(9, { cause: 'mature', postedAt: '2026-11-20T10:00:00.000Z' }),
      transfer(8, { cause: 'mature' }),
      transfer(3),
      transfer(2),
      transfer(1, { causeId: '6' }),
    ]),
  ).toEqual([[9], [8], [3, 2], [1]]);
});

test('lines are together though another event of the same moment stands between them', () => {
  const mature = { cause: 'mature', debit: 'pending', credit: 'payable' } as const;
  expect(ids([transfer(4, mature), transfer(3), transfer(2, mature), transfer(1)])).toEqual([
    [4, 2],
    [3, 1],
  ]);
});

test('what was booked at the end of a page waits for the next one, unless it is all there is', () => {
  const later = transfer(4, { causeId: '8', postedAt: '2026-11-20T10:00:00.000Z' });
  expect(ids([later, transfer(3), transfer(2)], true)).toEqual([[4]]);
  expect(ids([transfer(3), transfer(2)], true)).toEqual([[3, 2]]);
  expect(areCut(eventsOf([transfer(3), transfer(2)], true), true)).toBe(true);
  expect(areCut(eventsOf([later, transfer(3)], false), true)).toBe(false);
  expect(areCut([], true)).toBe(false);
  expect(ids([])).toEqual([]);
});

test('what it adds is the exact sum of its lines', () => {
  const [event] = eventsOf([transfer(2, { amount: '0.10' }), transfer(1, { amount: '0.20' })], false);
  expect(event && amountOf(event)).toEqual({ amount: '0.30', isMove: false });
  expect(event && partsOf(event)).toBe('2 lines');
});

test('a payment takes what was paid once, though it was put aside first', () => {
  const paid = { cause: 'pay', position: null } as const;
  const [event] = eventsOf(
    [
      transfer(2, { ...paid, debit: 'in_payout', credit: 'cash.manual' }),
      transfer(1, { ...paid, debit: 'payable', credit: 'in_payout' }),
    ],
    false,
  );
  expect(event && amountOf(event)).toEqual({ amount: '-1.50', isMove: false });
  expect(event && mainOf(event).id).toBe(2);
  expect(event && partsOf(event)).toBe('2 transfers');
});

test('money that only moves adds nothing, and says how much moved', () => {
  const moves = { cause: 'mature', debit: 'pending', credit: 'payable' } as const;
  const [event] = eventsOf([transfer(2, moves), transfer(1, moves)], false);
  expect(event && amountOf(event)).toEqual({ amount: '3.00', isMove: true });
});
