import type { Database } from '@dreamteamhub/db';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { clockAt } from '../../platform/zones.ts';

const DAY = 86_400_000;
/** Often enough to see every stretch of summer time, and far enough for what is planned today. */
const LOOKS = Array.from({ length: 27 }, (_, place) => place * 15 * DAY);

/**
 * Says of which zones in use Node and PostgreSQL have other rules for the year to come. The hub never asks PostgreSQL for
 * a local time; but its copy of the zones is of another date than Node's, so that a difference means that one of them has
 * not heard of a new law.
 */
export async function findZoneDifferences(
  db: Database,
  { hubTimeZone, now }: { hubTimeZone: string; now: Date },
): Promise<string[]> {
  const dao = new StorefrontDao(db);
  const storefronts = await dao.listStorefronts();
  const zones = new Set([hubTimeZone, ...storefronts.flatMap(({ timeZone }) => timeZone ?? [])]);
  const instants = LOOKS.map((ahead) => new Date(now.getTime() + ahead));
  const differences: string[] = [];
  for (const zone of zones) {
    const theirs = await dao.getClocks(zone, instants);
    const ours = instants.map((instant) => clockAt(instant, zone));
    const told = theirs === null ? null : describeDifference(zone, { instants, ours, theirs });
    if (told !== null) differences.push(told);
  }
  return differences;
}

/** Names the first instant at which clocks differ; null where they never do. */
export function describeDifference(
  zone: string,
  clocks: { instants: readonly Date[]; ours: readonly string[]; theirs: readonly string[] },
): string | null {
  const first = clocks.instants.findIndex((_, place) => clocks.ours[place] !== clocks.theirs[place]);
  if (first < 0) return null;
  const [instant, ours, theirs] = [clocks.instants[first], clocks.ours[first], clocks.theirs[first]];
  return `${zone}: at ${instant?.toISOString()} clocks show ${ours} by the rules of Node (${process.versions.tz}), which the hub goes by, and ${theirs} by those of PostgreSQL; one of the two is out of date`;
}
