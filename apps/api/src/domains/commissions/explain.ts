import { sayMinor } from '../../platform/money.ts';
import { dayOf } from '../../platform/zones.ts';
import type { Explanation, Step } from './explanation.ts';

/** How amounts and days are written: in the currency, and as the programme's calendar has them. */
export interface Wording {
  currency: string;
  timeZone: string;
}

/** Returns a stored explanation in a sentence or two. */
export function explain(explanation: Explanation, { currency, timeZone }: Wording): string {
  const say: Say = {
    money: (minor) => sayMinor(BigInt(minor), currency),
    day: (iso) => dayOf(new Date(iso), timeZone),
  };
  const [first, ...caps] = explanation.steps;
  if (first === undefined) return '';
  const sentence = [sentenceOf(first, explanation, say), ...caps.map((cap) => capOf(cap, say))].join('; ');
  return [
    `${sentence}.`,
    ...(explanation.customer === 'unknown'
      ? ['The customer is not known, so the order counts as a first one.']
      : []),
    ...(explanation.isLocked ? ['The customer keeps the rate of their first commission.'] : []),
  ].join(' ');
}

interface Say {
  money: (minor: string) => string;
  day: (iso: string) => string;
}

function sentenceOf(step: Step, { source, rule }: Explanation, say: Say): string {
  if (step.step === 'percent' && source === 'default') {
    return `No rule fits; the default of ${percentage(step.rateBps)} of ${say.money(step.base)} = ${say.money(step.amount)}`;
  }
  if (step.step === 'given') return `The shop named a commission of ${shareOf(step, say)}`;
  if (step.step === 'inactive') {
    return `Nothing: the partner was not active any more when the customer ordered (since ${say.day(step.since)})`;
  }
  return `${rule?.name ?? 'Rule'}: ${payOf(step, say)}`;
}

function payOf(step: Step, say: Say): string {
  switch (step.step) {
    case 'percent':
      return `${percentage(step.rateBps)} of ${say.money(step.base)} = ${say.money(step.amount)}`;
    case 'tiers':
      return tiersOf(step, say);
    case 'flatItem':
      return `${say.money(step.each)} × ${trimmed(step.quantity)} = ${say.money(step.amount)}`;
    case 'flatOrder':
      return shareOf(step, say, ' for the order');
    case 'nothingToCount':
      return 'nothing, because nothing on the line counts';
    case 'excluded':
      return `these goods are excluded, so ${say.money(step.goods)} does not count`;
    case 'overLimit':
      return limitOf(step, say);
    case 'orderCap':
    case 'monthCap':
      return capOf(step, say);
    case 'given':
    case 'inactive':
      return say.money(step.amount);
  }
}

function tiersOf(
  { parts, volume, window, mode, amount }: Extract<Step, { step: 'tiers' }>,
  say: Say,
): string {
  const sum = parts.map(({ base, rateBps }) => `${percentage(rateBps)} of ${say.money(base)}`).join(' + ');
  const when = window === 'month' ? ' in the month' : '';
  const before = mode === 'whole' ? 'this order' : 'this line';
  return `${sum} = ${say.money(amount)}, with sales of ${say.money(volume)}${when} before ${before}`;
}

function limitOf(
  { limit, firstCommissionAt, orders }: Extract<Step, { step: 'overLimit' }>,
  say: Say,
): string {
  if ('orders' in limit) {
    const paid = limit.orders === 1 ? 'first order' : `first ${limit.orders} orders`;
    return `nothing, because it pays for a customer’s ${paid}, and ${orders} came before`;
  }
  const since = firstCommissionAt === null ? '' : ` (${say.day(firstCommissionAt)})`;
  return `nothing, because it pays for ${counted(limit.months, 'month')} from the customer’s first commission${since}`;
}

function capOf(step: Step, say: Say): string {
  if (step.step === 'orderCap') {
    const share = step.amount === step.cap ? '' : `, ${say.money(step.amount)} of it for this line`;
    return `capped at ${say.money(step.cap)} per order${share}`;
  }
  if (step.step !== 'monthCap') return say.money(step.amount);
  const left = step.left === '0' ? 'nothing' : say.money(step.left);
  const share = step.amount === step.left ? '' : `, ${say.money(step.amount)} of it for this line`;
  return `${left} was left of ${say.money(step.cap)} a month${share}`;
}

function shareOf({ whole, amount }: { whole: string; amount: string }, say: Say, of = ''): string {
  const share = amount === whole ? '' : `, ${say.money(amount)} of it for this line`;
  return `${say.money(whole)}${of}${share}`;
}

/** Returns basis points as people write them: 1250 as `12.5%`. */
export function percentage(basisPoints: number): string {
  return `${basisPoints / 100}%`;
}

/** Returns a number with its noun: `1 month`, `12 months`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Databases write a quantity with all its decimals. */
function trimmed(quantity: string): string {
  return quantity.includes('.') ? quantity.replace(/\.?0+$/, '') : quantity;
}
