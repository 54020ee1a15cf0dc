import type { PassedOver, WhyPassedOver } from './choose-rule.ts';
import type { RuleLimit, RuleTiers } from './rule.ts';

/**
 * Why a commission is what it is, as it is stored with it: plain JSON, never computed again. Amounts are minor units as
 * decimal texts, times ISO 8601.
 */
export interface Explanation {
  /** `own`: by the affiliate's own rate, from before such rates were rules. */
  source: 'rule' | 'default' | 'given' | 'own';
  /** With the name that it had. */
  rule: { id: number; name: string } | null;
  /** What of the line counts. */
  base: string;
  /** How the amount came about: each step has the amount after it. */
  steps: Step[];
  /** What the amount depended on: null when it was the same for every customer. */
  customer: 'first' | 'renewal' | 'unknown' | null;
  /** The rule is the version that the customer's first commission had. */
  isLocked: boolean;
  /** Rules that fit the line as well. */
  passedOver: { id: number; name: string; why: WhyPassedOver }[];
}

export type Step =
  | { step: 'percent'; base: string; rateBps: number; amount: string }
  | {
      step: 'tiers';
      window: RuleTiers['window'];
      mode: RuleTiers['mode'];
      /** What the tier was reached by: the volume before this line, or before the order if it has one tier as a whole. */
      volume: string;
      parts: { base: string; rateBps: number }[];
      amount: string;
    }
  | { step: 'flatItem'; each: string; quantity: string; amount: string }
  /** The line's share of an amount for the order. */
  | { step: 'flatOrder'; whole: string; amount: string }
  | { step: 'given'; whole: string; amount: string }
  /** A flat commission is not paid on what costs nothing. */
  | { step: 'nothingToCount'; amount: '0' }
  /** The rule takes these goods out of the programme. */
  | { step: 'excluded'; goods: string; amount: '0' }
  | { step: 'overLimit'; limit: RuleLimit; firstCommissionAt: string | null; orders: number; amount: '0' }
  /** The affiliate was not active any more. */
  | { step: 'inactive'; since: string; amount: '0' }
  /** What all lines of the rule came to was more than its cap. */
  | { step: 'orderCap'; cap: string; whole: string; amount: string }
  | { step: 'monthCap'; cap: string; left: string; whole: string; amount: string };

/** Returns rules that were passed over as they are stored. */
export function storedPassedOver(passedOver: readonly PassedOver[]): Explanation['passedOver'] {
  return passedOver.map(({ rule: { id, name }, why }) => ({ id, name, why }));
}
