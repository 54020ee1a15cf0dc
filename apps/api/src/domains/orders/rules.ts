/** The rules for orders, refunds and commissions: pure, amounts in minor units (cents). */

import { divideHalfEven, divideHalfUp } from '../../platform/money.ts';

export type ConversionKind = 'verified' | 'claim';
export type ConversionStatus = 'pending' | 'approved' | 'paid' | 'void';

/** The steps an operator may take with a conversion, and from where. A claim can only be voided or verified. */
export const conversionMoves = {
  approve: { from: ['pending'], to: 'approved', kinds: ['verified'] },
  markPaid: { from: ['approved'], to: 'paid', kinds: ['verified'] },
  void: { from: ['pending', 'approved'], to: 'void', kinds: ['verified', 'claim'] },
} as const satisfies Record<
  string,
  { from: readonly ConversionStatus[]; to: ConversionStatus; kinds: readonly ConversionKind[] }
>;

export type ConversionStep = keyof typeof conversionMoves;

/** Whether a step may start from a conversion's status and kind. */
export function isMovable(
  { status, kind }: { status: ConversionStatus; kind: ConversionKind },
  step: ConversionStep,
): boolean {
  const { from, kinds }: { from: readonly ConversionStatus[]; kinds: readonly ConversionKind[] } =
    conversionMoves[step];
  return from.includes(status) && kinds.includes(kind);
}

/** What an order's attributions are judged by. */
export interface JudgedAttribution {
  id: number;
  pixelId: string;
  kind: ConversionKind;
}

/** What becomes of an incoming order. */
export type OrderJudgement<Attribution> =
  | { verdict: 'insert' }
  /** The pixel's claim becomes the verified conversion. */
  | { verdict: 'promote'; claim: Attribution }
  /** The order is taken: by a verified conversion, or by the pixel's own attribution. */
  | { verdict: 'conflict'; by: Attribution };

/**
 * Judges an incoming order by its existing attributions. An order has one verified conversion, the first; a pixel has
 * one attribution per order. A claim neither takes the order nor is refused because another pixel has it.
 */
export function judgeOrder<Attribution extends JudgedAttribution>(
  existing: readonly Attribution[],
  incoming: { pixelId: string; kind: ConversionKind },
): OrderJudgement<Attribution> {
  const own = existing.find(({ pixelId }) => pixelId === incoming.pixelId);
  const taken = incoming.kind === 'claim' ? own : existing.find(({ kind }) => kind === 'verified');
  if (taken !== undefined) return { verdict: 'conflict', by: taken };
  return own === undefined ? { verdict: 'insert' } : { verdict: 'promote', claim: own };
}

/** What becomes of a claim that an operator verifies. */
export type ClaimJudgement<Attribution> =
  | { verdict: 'verify' }
  | { verdict: 'conflict'; by: Attribution }
  /** It is not a pending claim (any more). */
  | { verdict: 'refuse' };

/** Judges a claim by all attributions of its order: it must be pending, and no other one verified. */
export function judgeClaim<Attribution extends JudgedAttribution & { status: ConversionStatus }>(
  existing: readonly Attribution[],
  claim: Attribution,
): ClaimJudgement<Attribution> {
  const rival = existing.find(({ kind, id }) => kind === 'verified' && id !== claim.id);
  if (rival !== undefined) return { verdict: 'conflict', by: rival };
  const isPending = claim.kind === 'claim' && claim.status === 'pending';
  return { verdict: isPending ? 'verify' : 'refuse' };
}

/** A commission with where it comes from, for later checks. */
export interface Commission {
  amount: bigint;
  /** A trusted caller named it, or it follows from the affiliate's own rate or the hub's default rate. */
  source: 'given' | 'own' | 'default';
  /** The rate in basis points; null when the amount was given. */
  basisPoints: number | null;
}

/** What a commission is computed by: an amount given, else the affiliate's own rate, else the hub's default rate. */
export interface CommissionTerms {
  given: bigint | null;
  ownBasisPoints: number | null;
  defaultBasisPoints: number;
}

/** The commission on an order: the amount given, else by the affiliate's own rate, else by the hub's default rate. */
export function commissionOn(revenue: bigint, terms: CommissionTerms): Commission {
  if (terms.given !== null) return { amount: terms.given, source: 'given', basisPoints: null };
  const basisPoints = terms.ownBasisPoints ?? terms.defaultBasisPoints;
  return {
    amount: commissionMinor(revenue, basisPoints),
    source: terms.ownBasisPoints === null ? 'default' : 'own',
    basisPoints,
  };
}

/** Commission on an order: revenue × basis points / 10,000, rounded half-even once, in minor units. */
export function commissionMinor(revenueMinor: bigint, basisPoints: number): bigint {
  return divideHalfEven(revenueMinor * BigInt(basisPoints), 10_000n);
}

/** What was refunded of an order, all refunds together: a sum, which may be more than the revenue, or all of it. */
export type Refunded = bigint | 'all';

/**
 * Returns the part of a commission that refunds take back: commission × refunded / revenue, rounded half-up (ADR
 * 0019), all of it for a whole refund. Takes the sum of all refunds: nothing drifts however an order is refunded.
 */
export function reversal(commission: bigint, revenue: bigint, refunded: Refunded): bigint {
  if (refunded === 0n) return 0n;
  if (refunded === 'all' || refunded >= revenue) return commission;
  return divideHalfUp(commission * refunded, revenue);
}

/** What refunds take from an attribution. */
export interface Reversal {
  /** At most the revenue. */
  refunded: bigint;
  commissionReversed: bigint;
  /** All of it was refunded. */
  isReversed: boolean;
}

/**
 * Returns what all refunds of an order together take from one of its attributions. Refunds of more than the revenue
 * count as all of it; for an order without revenue, any refund does.
 */
export function afterRefunds(
  { commission, revenue }: { commission: bigint; revenue: bigint },
  refunded: Refunded,
): Reversal {
  return {
    refunded: refunded === 'all' || refunded > revenue ? revenue : refunded,
    commissionReversed: reversal(commission, revenue, refunded),
    isReversed: refunded === 'all' || (refunded > 0n && refunded >= revenue),
  };
}

/** What an attribution adds to the metrics of its day. */
export interface Contribution {
  conversions: number;
  /** Net of refunds. */
  revenue: bigint;
  /** The verified part of both: all or nothing of one attribution. */
  verifiedConversions: number;
  verifiedRevenue: bigint;
  /** Net of what refunds reversed. A claim is owed nothing. */
  verifiedCommission: bigint;
}

/**
 * Returns what an attribution adds to the metrics: nothing once it is void or fully refunded, nor while it is a claim
 * that its storefront keeps apart.
 */
export function contribution(attribution: {
  kind: ConversionKind;
  status: ConversionStatus;
  revenue: bigint;
  refunded: bigint;
  commission: bigint;
  commissionReversed: bigint;
  isReversed: boolean;
  isApart: boolean;
}): Contribution {
  const { kind, status, isReversed, isApart } = attribution;
  if (status === 'void' || isReversed || isApart) return NO_CONTRIBUTION;
  const revenue = attribution.revenue - attribution.refunded;
  if (kind === 'claim') return { ...NO_CONTRIBUTION, conversions: 1, revenue };
  const verifiedCommission = attribution.commission - attribution.commissionReversed;
  return {
    ...{ conversions: 1, revenue },
    ...{ verifiedConversions: 1, verifiedRevenue: revenue, verifiedCommission },
  };
}

export const NO_CONTRIBUTION: Contribution = {
  conversions: 0,
  revenue: 0n,
  verifiedConversions: 0,
  verifiedRevenue: 0n,
  verifiedCommission: 0n,
};

/** What an order that nobody is credited with adds to its storefront's figures; refunds of the order as a whole end it. */
export function uncreditedContribution(
  revenue: bigint,
  refunded: Refunded,
): { orders: number; revenue: bigint } {
  const { refunded: given, isReversed } = afterRefunds({ commission: 0n, revenue }, refunded);
  return isReversed ? { orders: 0, revenue: 0n } : { orders: 1, revenue: revenue - given };
}

/** What a storefront does with claims. */
export type ClaimMode = 'count' | 'apart' | 'refuse';

/** Whether a claim may be recorded, and whether it is kept apart from the metrics. */
export type ClaimAdmission = 'refused' | 'too_high' | { isApart: boolean };

/** Judges a claim by its storefront's rules. Anybody can send one, so it is bounded. */
export function admitClaim(revenue: bigint, rules: { claims: ClaimMode; maximum: bigint }): ClaimAdmission {
  if (rules.claims === 'refuse') return 'refused';
  return revenue > rules.maximum ? 'too_high' : { isApart: rules.claims === 'apart' };
}
