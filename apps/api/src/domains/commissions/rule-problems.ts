import { canonicalText } from '@dreamteamhub/sdk/contract';
import type { CommissionRule, RuleTiers } from './rule.ts';

/** What is wrong with a field of a rule. */
export interface RuleProblem {
  /** As callers write it, such as `tiers.steps`. */
  field: string;
  problem: string;
}

/** All of an order, in basis points. */
const WHOLE = 10_000;
const MOST_HOLD_DAYS = 999;

/** Returns what is wrong with a rule, field by field; nothing when it can be used. */
export function problemsOf(rule: CommissionRule): RuleProblem[] {
  return [
    ...problemsOfPay(rule),
    ...problemsOfTiers(rule),
    ...problemsOfCaps(rule),
    ...problemsOfOrders(rule),
    ...when(canonicalText(rule.name) === '', 'name', 'must not be empty'),
    ...when(
      rule.what.kind !== 'any' && canonicalText(rule.what.value) === '',
      rule.what.kind === 'product' ? 'productId' : rule.what.kind,
      'must not be empty',
    ),
    ...when(
      !isWhole(rule.holdDays, 0, MOST_HOLD_DAYS),
      'holdDays',
      `must be a whole number of days from 0 to ${MOST_HOLD_DAYS}`,
    ),
    ...when(rule.to !== null && rule.to <= rule.from, 'to', 'must be later than `from`'),
  ];
}

function problemsOfPay({ kind, rateBps, amount, tiers }: CommissionRule): RuleProblem[] {
  if (kind === 'percent') {
    return [
      ...when(amount !== null, 'amount', 'is for flat commissions; a percentage has `rateBps` or `tiers`'),
      ...when(rateBps === null && tiers === null, 'rateBps', 'must say what the rule pays, or `tiers` must'),
      ...when(rateBps !== null && tiers !== null, 'rateBps', 'must be left out: the tiers say the rates'),
      ...when(rateBps !== null && !isRate(rateBps), 'rateBps', RATE),
    ];
  }
  return [
    ...when(rateBps !== null, 'rateBps', 'is for percentages; a flat commission has `amount`'),
    ...when(amount === null, 'amount', 'must say what the rule pays'),
    ...when(amount !== null && amount < 0n, 'amount', 'must not be negative'),
  ];
}

function problemsOfTiers({ kind, tiers }: CommissionRule): RuleProblem[] {
  if (tiers === null) return [];
  const { steps }: RuleTiers = tiers;
  const isOrdered = steps.every(({ from }, place) => from > (steps[place - 1]?.from ?? -1n));
  return [
    ...when(kind !== 'percent', 'tiers', 'are for percentages'),
    ...when(steps[0]?.from !== 0n, 'tiers.steps', 'must begin with a step from 0'),
    ...when(!isOrdered, 'tiers.steps', 'must ascend, each from a higher volume than the one before'),
    ...when(!steps.every((step) => isRate(step.rateBps)), 'tiers.steps', RATE),
  ];
}

function problemsOfCaps({ kind, amount, capPerOrder, capPerMonth }: CommissionRule): RuleProblem[] {
  const flat = kind === 'percent' ? null : amount;
  const caps = [
    { field: 'capPerOrder', cap: capPerOrder },
    { field: 'capPerMonth', cap: capPerMonth },
  ];
  return caps.flatMap(({ field, cap }) => {
    if (cap === null) return [];
    return [
      ...when(cap <= 0n, field, 'must be above zero'),
      ...when(cap > 0n && flat !== null && cap < flat, field, 'must not be below the flat amount'),
    ];
  });
}

function problemsOfOrders({ appliesTo, limit, lockRate }: CommissionRule): RuleProblem[] {
  const lock = when(
    lockRate && appliesTo === 'first',
    'lockRate',
    'needs later orders, and the rule is for first orders only',
  );
  if (limit === null) return lock;
  const [count, unit] = 'months' in limit ? [limit.months, 'months'] : [limit.orders, 'orders'];
  return [
    ...lock,
    ...when(!isWhole(count, 1, 1200), 'limit', `must be a whole number of ${unit} from 1 to 1200`),
    ...when(
      appliesTo === 'first',
      'limit',
      'must be left out: the rule is for first orders only, which is a limit',
    ),
    // The first order is one of those that the limit counts.
    ...when(
      appliesTo === 'recurring' && 'orders' in limit && limit.orders === 1,
      'limit',
      'leaves nothing: the first order counts, and the rule is for later ones',
    ),
  ];
}

const RATE = `must be a whole number of basis points from 0 to ${WHOLE} (100 %)`;

function isRate(basisPoints: number): boolean {
  return isWhole(basisPoints, 0, WHOLE);
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function when(isWrong: boolean, field: string, problem: string): RuleProblem[] {
  return isWrong ? [{ field, problem }] : [];
}
