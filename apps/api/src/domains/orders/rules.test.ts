import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admitClaim,
  afterRefunds,
  type ConversionKind,
  type ConversionStatus,
  type ConversionStep,
  commissionMinor,
  commissionOn,
  contribution,
  isMovable,
  judgeClaim,
  judgeOrder,
  NO_CONTRIBUTION,
  type Refunded,
  reversal,
} from './rules.ts';

/** What the contract lets through, in cents: up to a trillion less one cent. */
const cents = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });
const basisPoints = fc.integer({ min: 0, max: 10_000 });

/** Half-even by its definition: the nearest whole cent; of two as near, the even one. */
function nearestEven(revenue: bigint, bps: bigint): bigint {
  const scaled = revenue * bps;
  const candidates = [scaled / 10_000n, scaled / 10_000n + 1n];
  const distance = (cent: bigint) =>
    cent * 10_000n > scaled ? cent * 10_000n - scaled : scaled - cent * 10_000n;
  const [low = 0n, high = 0n] = candidates;
  if (distance(low) !== distance(high)) return distance(low) < distance(high) ? low : high;
  return low % 2n === 0n ? low : high;
}

describe('commission', () => {
  test.each([
    // Half a cent down to 0, up to 2, down to 2.
    [5n, 1000, 0n],
    [15n, 1000, 2n],
    [25n, 1000, 2n],
    [9999n, 1000, 1000n],
    [9999n, 0, 0n],
    [9999n, 10_000, 9999n],
  ])('of %s cents at %i basis points is %s', (revenue, bps, expected) => {
    expect(commissionMinor(revenue, bps)).toBe(expected);
  });

  test('is the nearest cent, half to even', () => {
    fc.assert(
      fc.property(cents, basisPoints, (revenue, bps) => {
        expect(commissionMinor(revenue, bps)).toBe(nearestEven(revenue, BigInt(bps)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is never more than the revenue nor negative, and grows with both', () => {
    fc.assert(
      fc.property(cents, basisPoints, (revenue, bps) => {
        const commission = commissionMinor(revenue, bps);
        expect(commission >= 0n && commission <= revenue).toBe(true);
        expect(commissionMinor(revenue + 1n, bps) >= commission).toBe(true);
        if (bps < 10_000) expect(commissionMinor(revenue, bps + 1) >= commission).toBe(true);
      }),
    );
  });
});

describe('where a commission comes from', () => {
  const rates = { ownBasisPoints: 500, defaultBasisPoints: 1000 };
  test.each([
    ['the amount given', { ...rates, given: 7n }, { amount: 7n, source: 'given', basisPoints: null }],
    ['nothing, when given so', { ...rates, given: 0n }, { amount: 0n, source: 'given', basisPoints: null }],
    ['the own rate', { ...rates, given: null }, { amount: 5n, source: 'own', basisPoints: 500 }],
    [
      'an own rate of zero',
      { ...rates, given: null, ownBasisPoints: 0 },
      { amount: 0n, source: 'own', basisPoints: 0 },
    ],
    [
      'the default rate',
      { ...rates, given: null, ownBasisPoints: null },
      { amount: 10n, source: 'default', basisPoints: 1000 },
    ],
  ] as const)('%s', (_name, terms, expected) => {
    expect(commissionOn(100n, terms)).toEqual(expected);
  });
});

describe('reversal', () => {
  test.each<[commission: bigint, revenue: bigint, refunded: Refunded, expected: bigint]>([
    [1000n, 10_000n, 0n, 0n],
    [1000n, 10_000n, 3333n, 333n],
    // Half a cent goes up, also where half-even would go down.
    [1n, 10n, 5n, 1n],
    [5n, 10n, 5n, 3n],
    [5n, 10n, 1n, 1n],
    [5n, 11n, 1n, 0n],
    [1000n, 10_000n, 10_000n, 1000n],
    [1000n, 10_000n, 10_001n, 1000n],
    [1000n, 10_000n, 'all', 1000n],
    // An order of nothing may carry a commission.
    [500n, 0n, 0n, 0n],
    [500n, 0n, 1n, 500n],
    [500n, 0n, 'all', 500n],
    [0n, 0n, 'all', 0n],
    // More commission than revenue.
    [3000n, 1000n, 500n, 1500n],
  ])('of a commission of %s on %s, %s refunded, is %s', (commission, revenue, refunded, expected) => {
    expect(reversal(commission, revenue, refunded)).toBe(expected);
  });

  const refunds = fc.array(fc.bigInt({ min: 1n, max: 99_999_999_999_999n }), { maxLength: 6 });
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

  test('lies between nothing and the commission, and grows with what is refunded', () => {
    fc.assert(
      fc.property(cents, cents, cents, cents, (commission, revenue, refunded, more) => {
        const reversed = reversal(commission, revenue, refunded);
        expect(reversed >= 0n && reversed <= commission).toBe(true);
        expect(reversal(commission, revenue, refunded + more) >= reversed).toBe(true);
        expect(reversal(commission, revenue, 'all') >= reversed).toBe(true);
      }),
    );
  });

  test('is all of the commission once all is refunded, and nothing before anything is', () => {
    fc.assert(
      fc.property(cents, cents, cents, (commission, revenue, more) => {
        expect(reversal(commission, revenue, 0n)).toBe(0n);
        expect(reversal(commission, revenue, 'all')).toBe(commission);
        if (revenue > 0n) expect(reversal(commission, revenue, revenue)).toBe(commission);
        expect(reversal(commission, revenue, revenue + more + 1n)).toBe(commission);
      }),
    );
  });

  test('is within half a cent of the exact share', () => {
    fc.assert(
      fc.property(cents, cents, cents, (commission, revenue, refunded) => {
        fc.pre(revenue > 0n && refunded <= revenue);
        const twiceAway = 2n * (commission * refunded - reversal(commission, revenue, refunded) * revenue);
        // A half goes up, so that it is never exactly half a cent too little.
        expect(twiceAway < revenue && -twiceAway <= revenue).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('booked refund by refund, in any order and split, takes shares that add up to the reversal of the sum', () => {
    fc.assert(
      fc.property(cents, cents, refunds, (commission, revenue, amounts) => {
        const split = amounts.flatMap((amount) => [amount / 2n, amount - amount / 2n]);
        for (const sequence of [amounts, amounts.toReversed(), split]) {
          const totals = sequence.map((_, index) => sum(sequence.slice(0, index + 1)));
          const reversed = [0n, ...totals.map((total) => reversal(commission, revenue, total))];
          const shares = totals.map((_, index) => (reversed[index + 1] ?? 0n) - (reversed[index] ?? 0n));
          expect(shares.every((share) => share >= 0n)).toBe(true);
          expect(sum(shares)).toBe(reversal(commission, revenue, sum(amounts)));
        }
      }),
    );
  });

  test('what refunds leave: at most the revenue is refunded, and all of it is reversed', () => {
    fc.assert(
      fc.property(
        cents,
        cents,
        fc.oneof(cents, fc.constant<Refunded>('all')),
        (commission, revenue, refunded) => {
          const left = afterRefunds({ commission, revenue }, refunded);
          expect(left.commissionReversed).toBe(reversal(commission, revenue, refunded));
          expect(left.refunded >= 0n && left.refunded <= revenue).toBe(true);
          const isTouched = refunded === 'all' || refunded > 0n;
          expect(left.isReversed).toBe(isTouched && left.refunded === revenue);
          if (left.isReversed) expect(left.commissionReversed).toBe(commission);
        },
      ),
    );
  });
});

const kinds = fc.constantFrom<ConversionKind>('verified', 'claim');
const statuses = fc.constantFrom<ConversionStatus>('pending', 'approved', 'paid', 'void');

interface Attribution {
  id: number;
  pixelId: string;
  kind: ConversionKind;
  status: ConversionStatus;
}

/** Takes orders in, as the rules judge them. */
function takeIn(orders: readonly { pixelId: string; kind: ConversionKind }[]) {
  const attributions: Attribution[] = [];
  const verdicts = orders.map((incoming) => {
    const judgement = judgeOrder(attributions, incoming);
    if (judgement.verdict === 'insert') {
      attributions.push({ ...incoming, id: attributions.length + 1, status: 'pending' });
    }
    if (judgement.verdict === 'promote') judgement.claim.kind = 'verified';
    return judgement.verdict;
  });
  return { attributions, verdicts };
}

describe('an order that comes in', () => {
  const verified = (pixelId: string) => ({ pixelId, kind: 'verified' as const });
  const claim = (pixelId: string) => ({ pixelId, kind: 'claim' as const });
  const incoming = fc.record({ pixelId: fc.constantFrom('a', 'b', 'c'), kind: kinds });
  const incomings = fc.array(incoming, { maxLength: 12 });

  test.each([
    ['alone', [verified('a')], ['insert']],
    ['twice', [verified('a'), verified('a')], ['insert', 'conflict']],
    ['of another pixel, verified', [verified('a'), verified('b')], ['insert', 'conflict']],
    ['claimed twice', [claim('a'), claim('a')], ['insert', 'conflict']],
    ['claimed by two', [claim('a'), claim('b')], ['insert', 'insert']],
    ['claimed, then verified', [claim('a'), verified('a')], ['insert', 'promote']],
    ['claimed, verified for another', [claim('a'), verified('b')], ['insert', 'insert']],
    ['verified, then claimed', [verified('a'), claim('a')], ['insert', 'conflict']],
    ['verified, claimed by another', [verified('a'), claim('b')], ['insert', 'insert']],
    [
      'a claim beside the verified one is not promoted',
      [claim('a'), verified('b'), verified('a')],
      ['insert', 'insert', 'conflict'],
    ],
  ])('%s', (_name, orders, verdicts) => {
    expect(takeIn(orders).verdicts).toEqual(verdicts);
  });

  test('has one verified conversion, and one attribution of each pixel', () => {
    fc.assert(
      fc.property(incomings, (orders) => {
        const { attributions } = takeIn(orders);
        const isReported = orders.some(({ kind }) => kind === 'verified');
        expect(attributions.filter(({ kind }) => kind === 'verified')).toHaveLength(isReported ? 1 : 0);
        expect(new Set(attributions.map(({ pixelId }) => pixelId)).size).toBe(attributions.length);
      }),
    );
  });

  test('is never taken by a claim: the first verified call gets through, whatever was claimed before', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
        fc.constantFrom('a', 'b', 'c'),
        (claims, pixelId) => {
          const { verdicts } = takeIn([...claims.map(claim), verified(pixelId)]);
          expect(verdicts.at(-1)).toBe(claims.includes(pixelId) ? 'promote' : 'insert');
        },
      ),
    );
  });

  test('leaves the same with its claims before or after it, in any order', () => {
    const sorted = (orders: Parameters<typeof takeIn>[0]) =>
      takeIn(orders)
        .attributions.map(({ pixelId, kind }) => `${pixelId} ${kind}`)
        .sort();
    fc.assert(
      fc.property(
        incoming,
        fc.array(incoming.map(({ pixelId }) => claim(pixelId))),
        fc.nat(),
        (one, claims, at) => {
          const place = at % (claims.length + 1);
          const mixed = [...claims.slice(0, place), one, ...claims.slice(place)];
          expect(sorted(mixed)).toEqual(sorted([one, ...claims]));
          expect(sorted(mixed.toReversed())).toEqual(sorted(mixed));
        },
      ),
    );
  });

  test('names whom it conflicts with: the verified one, or its own', () => {
    fc.assert(
      fc.property(incomings, incoming, (orders, next) => {
        const { attributions } = takeIn(orders);
        const judgement = judgeOrder(attributions, next);
        if (judgement.verdict !== 'conflict') return;
        if (next.kind === 'verified') expect(judgement.by.kind).toBe('verified');
        else expect(judgement.by.pixelId).toBe(next.pixelId);
      }),
    );
  });

  test('is judged the same in whatever sequence its attributions are read', () => {
    fc.assert(
      fc.property(incomings, incoming, (orders, next) => {
        const { attributions } = takeIn(orders);
        expect(judgeOrder(attributions.toReversed(), next)).toEqual(judgeOrder(attributions, next));
      }),
    );
  });
});

describe('a claim that an operator verifies', () => {
  const order = fc.uniqueArray(
    fc.record({ id: fc.nat({ max: 5 }), pixelId: fc.string(), kind: kinds, status: statuses }),
    { minLength: 1, selector: ({ id }) => id },
  );

  test('must be pending, and no other one verified', () => {
    fc.assert(
      fc.property(order, (existing) => {
        const [claim] = existing;
        if (claim === undefined) return;
        const rivals = existing.slice(1).filter(({ kind }) => kind === 'verified');
        const judgement = judgeClaim(existing, claim);
        if (judgement.verdict === 'conflict') expect(rivals).toContain(judgement.by);
        else {
          const isPending = claim.kind === 'claim' && claim.status === 'pending';
          expect({ rivals, verdict: judgement.verdict }).toEqual({
            rivals: [],
            verdict: isPending ? 'verify' : 'refuse',
          });
        }
      }),
    );
  });
});

test('a claim can only be voided, what is paid or void stays so', () => {
  const steps: ConversionStep[] = ['approve', 'markPaid', 'void'];
  const legal = steps.flatMap((step) =>
    (['verified', 'claim'] as const).flatMap((kind) =>
      (['pending', 'approved', 'paid', 'void'] as const)
        .filter((status) => isMovable({ status, kind }, step))
        .map((status) => `${step} a ${status} ${kind}`),
    ),
  );
  expect(legal).toEqual([
    'approve a pending verified',
    'markPaid a approved verified',
    'void a pending verified',
    'void a approved verified',
    'void a pending claim',
    'void a approved claim',
  ]);
});

describe('the contribution to the metrics', () => {
  test('is the order net of refunds; nothing once it is void or wholly given back, or while it is kept apart', () => {
    fc.assert(
      fc.property(
        statuses,
        fc.constantFrom('verified' as const, 'claim' as const),
        cents,
        cents,
        fc.boolean(),
        fc.boolean(),
        cents,
        (status, kind, revenue, given, isReversed, isKeptApart, commission) => {
          const refunded = given % (revenue + 1n);
          const commissionReversed = given % (commission + 1n);
          const isApart = isKeptApart && kind === 'claim';
          const isIn = status !== 'void' && !isReversed && !isApart;
          const isVerified = isIn && kind === 'verified';
          const amounts = { revenue, refunded, commission, commissionReversed };
          expect(contribution({ kind, status, ...amounts, isReversed, isApart })).toEqual({
            conversions: isIn ? 1 : 0,
            revenue: isIn ? revenue - refunded : 0n,
            verifiedConversions: isVerified ? 1 : 0,
            verifiedRevenue: isVerified ? revenue - refunded : 0n,
            verifiedCommission: isVerified ? commission - commissionReversed : 0n,
          });
        },
      ),
    );
  });

  test('is nothing after a whole refund, of an order of nothing too', () => {
    fc.assert(
      fc.property(cents, cents, (commission, revenue) => {
        const left = afterRefunds({ commission, revenue }, 'all');
        const order = { kind: 'verified', status: 'pending', revenue, commission, isApart: false } as const;
        expect(contribution({ ...order, ...left })).toEqual(NO_CONTRIBUTION);
      }),
    );
  });
});

describe('a claim', () => {
  test('is admitted up to the maximum, kept apart or refused as its storefront says', () => {
    expect(admitClaim(100n, { claims: 'count', maximum: 100n })).toEqual({ isApart: false });
    expect(admitClaim(100n, { claims: 'apart', maximum: 100n })).toEqual({ isApart: true });
    expect(admitClaim(101n, { claims: 'count', maximum: 100n })).toBe('too_high');
    expect(admitClaim(101n, { claims: 'apart', maximum: 100n })).toBe('too_high');
    expect(admitClaim(1n, { claims: 'refuse', maximum: 100n })).toBe('refused');
  });
});
