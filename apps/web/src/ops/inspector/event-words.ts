import type { InspectedEvent } from '../../hub/trpc.ts';
import type { Tone } from '../../ui/tag.tsx';
import type { Period } from './inspector-search.ts';

export const kindNames: Readonly<Record<InspectedEvent['kind'], string>> = {
  click: 'Click',
  claim: 'Claim',
  order: 'Order',
  refund: 'Refund',
  link: 'Link',
  stock: 'Stock',
};

export const outcomeNames: Readonly<Record<InspectedEvent['outcome'], string>> = {
  counted: 'Counted',
  not_counted: 'Not counted',
  refused: 'Refused',
};

export const outcomeTones: Readonly<Record<InspectedEvent['outcome'], Tone>> = {
  counted: 'good',
  not_counted: 'warn',
  refused: 'bad',
};

export const doorNames: Readonly<Record<NonNullable<InspectedEvent['door']>, string>> = {
  api: 'Page or app',
  pixel: 'Pixel',
  link: 'Partner’s link',
  server: 'Server key',
};

export const modeNames: Readonly<Record<InspectedEvent['mode'] | 'all', string>> = {
  all: 'All events',
  live: 'Live',
  test: 'Test mode',
};

export const periodNames: Readonly<Record<Period, string>> = {
  quarter: 'Last 15 minutes',
  hour: 'Last hour',
  day: 'Last 24 hours',
  week: 'Last 7 days',
};

/** Names an event, as in `Order ORD-77`. */
export function nameOf({ kind, subject }: Pick<InspectedEvent, 'kind' | 'subject'>): string {
  return subject === null ? kindNames[kind] : `${kindNames[kind]} ${readable(subject)}`;
}

/** Writes the address of a link as people read it: `/r/café` and not `/r/caf%C3%A9`. */
export function readable(subject: string): string {
  try {
    return subject.startsWith('/') ? decodeURI(subject) : subject;
  } catch {
    // Cut off within a letter, or never one.
    return subject;
  }
}

/** Says by which key an event came, as in `Shop pages (pk_…x9Kq)`. */
export function keyName(key: NonNullable<InspectedEvent['key']>): string {
  return key.name === null ? `Unknown key ${key.hint}` : `${key.name} (${key.hint})`;
}
