import { formatMinor } from '../../platform/money.ts';
import type { Explanation, Step } from './explanation.ts';

/** Returns a stored explanation in a sentence or two; amounts have the decimals of the currency. */
export function explain(explanation: Explanation, currency: string): string {
  const money = (minor: string) => formatMinor(BigInt(minor), currency);
  const [first, ...caps] = explanation.steps;
  if (first === undefined) return '';
  const sentence = [sentenceOf(first, explanation, money), ...caps.map((cap) => capOf(cap, money))].join(
    '; ',
  );
  return [
    `${sentence}.`,
    ...(explanation.customer === 'unknown'
      ? ['The customer is not known, so the order counts as a first one.']
      : []),
    ...(explanation.isLocked ? ['The customer keeps the rate of their first commission.'] : []),
  ].join(' ');
}

type Money = (minor: string) => string;

function sentenceOf(step: Step, { source, rule }: Explanation, money: Money): string {
  if (step.step === 'percent' && source === 'default') {
    return `No rule fits; the default of ${percentage(step.rateBps)} of ${money(step.base)} = ${money(step.amount)}`;
  }
  if (step.step === 'given') return `The shop named a commission of ${shareOf(step, money)}`;
  if (step.step === 'inactive') {
    return `Nothing: the partner was not active any more when the customer ordered (since ${dayOf(step.since)})`;
  }
  return `${rule?.name ?? 'Rule'}: ${payOf(step, money)}`;
}

function payOf(step: Step, money: Money): string {
  switch (step.step) {
    case 'percent':
      return `${percentage(step.rateBps)} of ${money(step.base)} = ${money(step.amount)}`;
    case 'tiers':
      return tiersOf(step, money);
    case 'flatItem':
      return `${money(step.each)} × ${trimmed(step.quantity)} = ${money(step.amount)}`;
    case 'flatOrder':
      return shareOf(step, money, ' for the order');
    case 'nothingToCount':
      return 'nothing, because nothing on the line counts';
    case 'excluded':
      return `these goods are excluded, so ${money(step.goods)} does not count`;
    case 'overLimit':
      return limitOf(step);
    case 'orderCap':
    case 'monthCap':
      return capOf(step, money);
    case 'given':
    case 'inactive':
      return money(step.amount);
  }
}

function tiersOf(
  { parts, volume, window, mode, amount }: Extract<Step, { step: 'tiers' }>,
  money: Money,
): string {
  const sum = parts.map(({ base, rateBps }) => `${percentage(rateBps)} of ${money(base)}`).join(' + ');
  const when = window === 'month' ? ' in the month' : '';
  const before = mode === 'whole' ? 'this order' : 'this line';
  return `${sum} = ${money(amount)}, with sales of ${money(volume)}${when} before ${before}`;
}

function limitOf({ limit, firstCommissionAt, orders }: Extract<Step, { step: 'overLimit' }>): string {
  if ('orders' in limit) {
    const paid = limit.orders === 1 ? 'first order' : `first ${limit.orders} orders`;
    return `nothing, because it pays for a customer’s ${paid}, and ${orders} came before`;
  }
  const since = firstCommissionAt === null ? '' : ` (${dayOf(firstCommissionAt)})`;
  return `nothing, because it pays for ${counted(limit.months, 'month')} from the customer’s first commission${since}`;
}

function capOf(step: Step, money: Money): string {
  if (step.step === 'orderCap') {
    const share = step.amount === step.cap ? '' : `, ${money(step.amount)} of it for this line`;
    return `capped at ${money(step.cap)} per order${share}`;
  }
  if (step.step !== 'monthCap') return money(step.amount);
  const left = step.left === '0' ? 'nothing' : money(step.left);
  const share = step.amount === step.left ? '' : `, ${money(step.amount)} of it for this line`;
  return `${left} was left of ${money(step.cap)} a month${share}`;
}

function shareOf({ whole, amount }: { whole: string; amount: string }, money: Money, of = ''): string {
  const share = amount === whole ? '' : `, ${money(amount)} of it for this line`;
  return `${money(whole)}${of}${share}`;
}

/** Returns basis points as people write them: 1250 as `12.5 %`. */
export function percentage(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

/** Returns a number with its noun: `1 month`, `12 months`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Databases write a quantity with all its decimals. */
function trimmed(quantity: string): string {
  return quantity.includes('.') ? quantity.replace(/\.?0+$/, '') : quantity;
}

function dayOf(iso: string): string {
  return iso.slice(0, 'YYYY-MM-DD'.length);
}
