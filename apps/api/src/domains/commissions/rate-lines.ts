import { allocate, divideHalfEven } from '../../platform/money.ts';
import type { Step } from './explanation.ts';
import type { CommissionRule, RuleTiers } from './rule.ts';

/** A line of an order as the rule that it was chosen for rates it. */
export interface RateableLine {
  /** What of it counts. */
  base: bigint;
  /** What the customer paid for its goods. */
  goods: bigint;
  /** A decimal number. */
  quantity: string;
  /** What counts of the order's lines before it, whatever their rules. */
  countedBefore: bigint;
}

/** What a rule pays for a line. */
export interface LineRate {
  /** Basis points; null for a flat amount, and for a line that several tiers share. */
  rateBps: number | null;
  amount: bigint;
  steps: Step[];
}

/** What a rule with tiers or a cap for each month has to be told. */
export interface RuleFacts {
  /** The affiliate's volume in the rule's window before the order. */
  volume: bigint;
  /** What the rule may still pay in the order's month. */
  leftOfMonth: bigint;
}

const WHOLE = 10_000n;

/** Returns what a rule pays for each of the lines of an order that it was chosen for, after its caps. */
export function rateLines(
  rule: CommissionRule,
  lines: readonly RateableLine[],
  facts: RuleFacts,
): LineRate[] {
  const rates = uncapped(rule, lines, facts);
  const { capPerOrder, capPerMonth } = rule;
  const ofOrder =
    capPerOrder === null
      ? rates
      : capped(rates, capPerOrder, ({ whole, amount }) => ({
          ...{ step: 'orderCap', cap: `${capPerOrder}`, whole: `${whole}`, amount: `${amount}` },
        }));
  if (capPerMonth === null) return ofOrder;
  const left = facts.leftOfMonth < 0n ? 0n : facts.leftOfMonth;
  return capped(ofOrder, left, ({ whole, amount }) => ({
    step: 'monthCap',
    ...{ cap: `${capPerMonth}`, left: `${left}`, whole: `${whole}`, amount: `${amount}` },
  }));
}

function uncapped(
  rule: CommissionRule,
  lines: readonly RateableLine[],
  { volume }: Pick<RuleFacts, 'volume'>,
): LineRate[] {
  const { tiers } = rule;
  switch (rule.kind) {
    case 'percent':
      return lines.map((line) =>
        tiers === null
          ? percentOf(line.base, paid(rule, rule.rateBps))
          : tieredRate(tiers, line, volume < 0n ? 0n : volume),
      );
    case 'flatItem':
      return lines.map((line) => flatItemRate(rule, line));
    case 'flatOrder':
      return flatOrderRates(rule, lines);
  }
}

/** Returns a share of a base, in basis points, rounded half-even. */
export function percentOf(base: bigint, rateBps: number): LineRate {
  const amount = divideHalfEven(base * BigInt(rateBps), WHOLE);
  return { rateBps, amount, steps: [{ step: 'percent', base: `${base}`, rateBps, amount: `${amount}` }] };
}

function tieredRate(tiers: RuleTiers, { base, countedBefore }: RateableLine, before: bigint): LineRate {
  const { mode, window } = tiers;
  // The tier of a whole order is that of the volume before it; the tiers of parts are passed line by line.
  const volume = mode === 'whole' ? before : before + countedBefore;
  const parts =
    mode === 'whole' ? [{ base, rateBps: rateAt(tiers, volume) }] : partsOf(tiers, { base, volume });
  const amount = divideHalfEven(
    parts.reduce((sum, part) => sum + part.base * BigInt(part.rateBps), 0n),
    WHOLE,
  );
  const [only] = parts;
  return {
    rateBps: parts.length === 1 && only !== undefined ? only.rateBps : null,
    amount,
    steps: [
      {
        ...{ step: 'tiers', window, mode, volume: `${volume}`, amount: `${amount}` },
        parts: parts.map((part) => ({ base: `${part.base}`, rateBps: part.rateBps })),
      },
    ],
  };
}

/** Returns the rate of the tier that a volume has reached. */
function rateAt({ steps }: RuleTiers, volume: bigint): number {
  return steps.findLast(({ from }) => volume >= from)?.rateBps ?? 0;
}

/** Takes a base apart at the tiers that it passes, beginning at a volume. */
function partsOf(
  tiers: RuleTiers,
  { base, volume }: { base: bigint; volume: bigint },
): { base: bigint; rateBps: number }[] {
  const end = volume + base;
  const inside = tiers.steps.map(({ from }) => from).filter((from) => volume < from && from < end);
  const edges = [volume, ...inside, end];
  return edges
    .slice(0, -1)
    .map((from, place) => ({ base: (edges[place + 1] ?? from) - from, rateBps: rateAt(tiers, from) }));
}

const NOTHING: LineRate = { rateBps: null, amount: 0n, steps: [{ step: 'nothingToCount', amount: '0' }] };

function flatItemRate(
  rule: CommissionRule,
  { base, quantity }: Pick<RateableLine, 'base' | 'quantity'>,
): LineRate {
  if (base === 0n && !rule.payOnZero) return NOTHING;
  const each = paid(rule, rule.amount);
  const { numerator, denominator } = fractionOf(quantity);
  const total = divideHalfEven(each * numerator, denominator);
  return {
    rateBps: null,
    amount: total,
    steps: [{ step: 'flatItem', each: `${each}`, quantity, amount: `${total}` }],
  };
}

/** Spreads a rule's amount for an order over its lines, by what their goods cost. */
function flatOrderRates(rule: CommissionRule, lines: readonly RateableLine[]): LineRate[] {
  const isPaid = ({ base }: RateableLine) => rule.payOnZero || base > 0n;
  if (!lines.some(isPaid)) return lines.map(() => NOTHING);
  const whole = paid(rule, rule.amount);
  const earning = lines.filter(isPaid);
  const shares = allocate(
    whole,
    earning.map(({ goods }) => goods),
  ).values();
  return lines.map((line) => {
    if (!isPaid(line)) return NOTHING;
    const share = shares.next().value ?? 0n;
    return {
      rateBps: null,
      amount: share,
      steps: [{ step: 'flatOrder', whole: `${whole}`, amount: `${share}` }],
    };
  });
}

/** Returns what a cap leaves of lines' amounts, spread by what they are without it. */
function capped(
  rates: LineRate[],
  cap: bigint,
  stepOf: (line: { whole: bigint; amount: bigint }) => Step,
): LineRate[] {
  const whole = rates.reduce((sum, { amount }) => sum + amount, 0n);
  if (whole <= cap) return rates;
  const shares = allocate(
    cap,
    rates.map(({ amount }) => amount),
  );
  return rates.map((rate, place) => {
    const amount = shares[place] ?? 0n;
    return { ...rate, amount, steps: [...rate.steps, stepOf({ whole, amount })] };
  });
}

/** Returns what a rule pays. A rule that does not say is none, and must not pay nothing in silence. */
function paid<Pay>({ id }: CommissionRule, pay: Pay | null): Pay {
  if (pay === null) throw new RangeError(`rule ${id} does not say what it pays`);
  return pay;
}

/** Reads a decimal number that is not negative, such as `2`, `1.250` or `1e-7`. Throws `RangeError`. */
function fractionOf(decimal: string): { numerator: bigint; denominator: bigint } {
  const match = /^(\d+)(?:\.(\d+))?(?:e-(\d{1,3}))?$/i.exec(decimal);
  if (match === null) throw new RangeError(`not a quantity: ${decimal}`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return {
    numerator: BigInt(whole + fraction),
    denominator: 10n ** BigInt(fraction.length + Number(exponent)),
  };
}
