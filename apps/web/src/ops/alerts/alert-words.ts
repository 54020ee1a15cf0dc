import type { Episode } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import type { Severity } from './alert-search.ts';

type Level = Pick<Episode, 'stock' | 'threshold' | 'recoversAt' | 'status'>;

/** How bad a shortage is now; null for one that is over. The hub filters by the same words. */
export function severityOf({ stock, threshold, status }: Omit<Level, 'recoversAt'>): Severity | null {
  if (status === 'resolved') return null;
  if (stock <= 0) return 'outOfStock';
  return stock < threshold ? 'low' : 'recovering';
}

export const severityNames: Record<Severity, string> = {
  outOfStock: 'Out of stock',
  low: 'Low',
  recovering: 'Recovering',
};

/** Says what there is and what it is measured by: `4 left, warns below 10`. */
export function describeLevel(level: Level, locale?: string): string {
  const { stock, threshold, recoversAt } = level;
  const count = (units: number) => formatCount(units, locale);
  const left = stock < 0 ? `${count(-stock)} owed` : `${count(stock)} left`;
  if (severityOf(level) === 'recovering') return `${left}, resolves at ${count(recoversAt)}`;
  const warns = `warns below ${count(threshold)}`;
  // "Out of stock" stands beside it.
  return severityOf(level) === 'outOfStock' && stock === 0 ? warns : `${left}, ${warns}`;
}

/** What an action did: how many alerts it changed, and how many not, by reason. */
export interface Outcome {
  applied: number;
  left: { unchanged: number; resolved: number; unknown: number };
}

/** Says what an action did, and why not to all: `418 alerts acknowledged. 2 were resolved meanwhile.` */
export function describeOutcome({ applied, left }: Outcome, done: string, locale?: string): string {
  const count = (number: number) => formatCount(number, locale);
  const were = (number: number) => (number === 1 ? 'was' : 'were');
  const sentences = [
    applied === 0 ? 'Nothing changed.' : `${count(applied)} ${applied === 1 ? 'alert' : 'alerts'} ${done}.`,
    left.unchanged === 0 ? '' : `${count(left.unchanged)} needed no change.`,
    left.resolved === 0 ? '' : `${count(left.resolved)} ${were(left.resolved)} resolved in the meantime.`,
    left.unknown === 0 ? '' : `${count(left.unknown)} no longer ${left.unknown === 1 ? 'exists' : 'exist'}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
