import { defineLimit } from '../../platform/limits/limit.ts';

/** Generous, because a carrier's NAT hides thousands of people behind one address; bounded, because it proves nothing. */
export const keylessEvents = defineLimit({
  name: 'keyless_events',
  what: 'tracking without a valid key',
  windowSeconds: 60,
  most: { address: 1_200, network: 6_000, site: 12_000, hub: 300_000 },
  counted: 'process',
  beyond: '429; a link still leads to the shop, and its click is not recorded',
  isScaled: true,
});

/** A publishable key is in every page's source: it names the storefront, and whoever copied it has it as well. */
export const publishableEvents = defineLimit({
  name: 'publishable_events',
  what: 'tracking with a publishable key',
  windowSeconds: 60,
  most: { address: 6_000, network: 24_000, site: 24_000, key: 600_000, hub: 1_200_000 },
  counted: 'process',
  beyond: '429',
  isScaled: true,
});

/**
 * As many as the events that may follow. Never refused: the page would be told of a missing CORS header instead of a limit,
 * and the event itself is limited anyway.
 */
export const preflights = defineLimit({
  name: 'preflights',
  what: 'preflights of tracking (`OPTIONS`)',
  windowSeconds: 60,
  most: { address: 6_000, network: 24_000, site: 24_000, hub: 1_200_000 },
  counted: 'process',
  beyond: 'answered all the same, without the database, and counted',
  isScaled: true,
});

/** Beside what a click itself needs, its texts are what fills a database. */
export const strangersTexts = defineLimit({
  name: 'strangers_texts',
  what: 'referrers, landing pages and user agents stored for callers without a secret key',
  windowSeconds: 24 * 60 * 60,
  most: { address: 60_000_000, network: 120_000_000, site: 250_000_000, hub: 4_000_000_000 },
  counted: 'process',
  beyond: 'clicks are recorded and counted without these texts',
  isScaled: true,
  unit: 'characters',
});

/** The clicks themselves, at some 300 bytes each with their indexes. */
export const strangersClicks = defineLimit({
  name: 'strangers_clicks',
  what: 'clicks and claims stored for callers without a secret key',
  windowSeconds: 24 * 60 * 60,
  most: { address: 100_000, network: 400_000, site: 800_000, hub: 100_000_000 },
  counted: 'process',
  beyond: '429; a link still leads to the shop, and its click is not recorded',
  isScaled: true,
});
