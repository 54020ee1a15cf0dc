import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import type { Dimension } from './affiliate-search.ts';

export type Click = AdminOutputs['affiliates']['listClicks']['items'][number];

/** What a click has one of, and the title of a list of them. */
export const dimensionNames: Readonly<Record<Dimension, { one: string; title: string }>> = {
  landingPath: { one: 'Landing page', title: 'Landing pages' },
  referrerHost: { one: 'Referrer', title: 'Referrers' },
  subId: { one: 'Sub-id', title: 'Sub-ids' },
  device: { one: 'Device', title: 'Devices' },
  browser: { one: 'Browser', title: 'Browsers' },
};

const devices: Readonly<Record<string, string>> = {
  mobile: 'Phone',
  tablet: 'Tablet',
  desktop: 'Computer',
  tv: 'TV',
  other: 'Another device',
};

/** A value of a dimension in words: most are their own names. */
export function nameOfValue(dimension: Dimension, value: string): string {
  if (dimension === 'device') return devices[value] ?? value;
  if (dimension === 'browser' && value === 'other') return 'Another browser';
  if (dimension === 'referrerHost' && value === '(internal)') return 'Your own pages';
  return value;
}

export const reasonWords: Readonly<Record<NonNullable<Click['reason']>, { label: string; why: string }>> = {
  bot: { label: 'Bot', why: 'It came from a bot or another program, not from a browser.' },
  duplicate: { label: 'Repeated', why: 'The same visitor clicked shortly before.' },
  paused: { label: 'Paused', why: 'The partner was paused.' },
};

/** The parts of a page's address: its host apart from the rest, so that both can be read. */
export function partsOfAddress(address: string): { host: string | null; path: string } {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/i.exec(address);
  if (match?.[1] === undefined) return { host: null, path: address };
  return { host: match[1].replace(/^www\./, ''), path: match[2] === '' ? '/' : (match[2] ?? '/') };
}
