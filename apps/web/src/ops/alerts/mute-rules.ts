import type { Mute, MuteKind } from '../../hub/trpc.ts';
import { totalWords } from '../../ui/count-line.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { formatTime } from '../../ui/format-time.ts';
import { wallTimeOf } from '../../ui/zoned-time.ts';
import { MORNING, morningAfter } from './alert-rules.ts';
import { readSaidEnd } from './said-end.ts';

/** A common end of a mute. */
export interface MuteEnd {
  label: string;
  /** What follows “Mute SKU-1”: `until Monday, 09:00`. */
  phrase: string;
  /** Null: until somebody lifts it. */
  until: Date | null;
}

export const kindNames: Record<MuteKind, string> = {
  sku: 'One product',
  supplier: 'A supplier',
  prefix: 'SKUs that begin with',
};

const HOUR = 3_600_000;
const MONDAY = 1;
const DAYS_A_WEEK = 7;

/** Returns the common ends of a mute, soonest first, in the reader's time zone. Two that are the same are one. */
export function muteEnds(now: Date, zone: string): MuteEnd[] {
  const today = wallTimeOf(now, zone).slice(0, 'YYYY-MM-DD'.length);
  const morning = (days: number) => morningAfter(today, { days, zone });
  const weekday = new Date(`${today}T00:00Z`).getUTCDay();
  const toMonday = (MONDAY - weekday + DAYS_A_WEEK) % DAYS_A_WEEK || DAYS_A_WEEK;
  const ends: (MuteEnd | null)[] = [
    { label: '1 hour', phrase: 'for 1 hour', until: new Date(now.getTime() + HOUR) },
    toMonday === 1
      ? null
      : { label: `Tomorrow, ${MORNING}`, phrase: `until tomorrow, ${MORNING}`, until: morning(1) },
    { label: `Monday, ${MORNING}`, phrase: `until Monday, ${MORNING}`, until: morning(toMonday) },
    toMonday === DAYS_A_WEEK ? null : { label: '1 week', phrase: 'for 1 week', until: morning(DAYS_A_WEEK) },
    { label: 'Until I end it', phrase: 'until I end it', until: null },
  ];
  return ends.filter((end) => end !== null);
}

/** `WIDGET-1`, `all products of Acme`, `all SKUs that begin with SUMMER-`. */
export function describeMuted({ kind, value }: Pick<Mute, 'kind' | 'value'>): string {
  switch (kind) {
    case 'sku':
      return value;
    case 'supplier':
      return `all products of ${value}`;
    case 'prefix':
      return `all SKUs that begin with ${value}`;
  }
}

/** `12 products now, 3 of them with an alert.` */
export function describeReach({ products, alerts }: Mute['reach']): string {
  if (products.count === 0) return 'No product now. Products that you add later are muted.';
  const withAlert = products.count === 1 ? (alerts > 0 ? ', which has an alert' : '') : alertsOf(alerts);
  return `${totalWords(products, 'product')} now${withAlert}.`;
}

function alertsOf(alerts: number): string {
  return alerts === 0 ? ', none of them low' : `, ${formatCount(alerts)} of them with an alert`;
}

/** What somebody typed into the palette: `mute sku-y until monday`. */
export interface MutePhrase {
  what: string;
  /** Empty where nothing was said about the end. */
  when: string;
}

/** Reads `mute …`; null for anything else. The last “until” or “for” begins the end. */
export function readMutePhrase(text: string): MutePhrase | null {
  const all = /^mute\s+(\S.*)$/iu.exec(text.trim());
  if (all?.[1] === undefined) return null;
  const parts = /^(.*\S)\s+((?:until|for)\b.*)$/iu.exec(all[1]);
  return parts?.[1] === undefined || parts[2] === undefined
    ? { what: all[1], when: '' }
    : { what: parts[1], when: parts[2] };
}

/** Returns the ends that are meant by what was typed: common ones that begin so, or any other that it names. */
export function endsMeant(when: string, { now, zone }: { now: Date; zone: string }): MuteEnd[] {
  const said = when.toLowerCase().replace(/\s+/g, ' ').trim();
  const common = muteEnds(now, zone).filter(({ phrase }) => phrase.toLowerCase().startsWith(said));
  if (common.length > 0) return common;
  const until = readSaidEnd(said, { now, zone });
  if (until === null) return [];
  const label = formatTime(until, { zone });
  return [{ label, phrase: `until ${label}`, until }];
}
