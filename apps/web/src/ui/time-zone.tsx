import { canonicalTimeZone } from '@dreamteamhub/sdk/contract';
import { createContext, type ReactNode, useContext } from 'react';

const TimeZone = createContext<string | null>(null);

/** Shows the times inside in a zone, by its IANA name; null: in that of the browser. */
export function TimeZoneProvider({ zone, children }: { zone: string | null; children: ReactNode }) {
  // A browser that is older than the zone's name shows its own times, and says so, rather than none.
  return <TimeZone value={zone !== null && isKnown(zone) ? zone : null}>{children}</TimeZone>;
}

/** The zone that times are shown in, by a name that this browser knows. */
export function useTimeZone(): string {
  return useContext(TimeZone) ?? browserTimeZone();
}

/** The zone that the browser's machine is set to, by the browser's name for it. */
export function browserTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  // Where the machine's setting means nothing, clocks are in UTC, and some browsers give a name that they do not take.
  return isKnown(timeZone) ? timeZone : 'UTC';
}

const names = new Map<string, string>();

/** A zone's name for people: browsers keep old ones, such as `Asia/Calcutta`. */
export function nameOfZone(zone: string): string {
  const known = names.get(zone);
  if (known !== undefined) return known;
  const name = (canonicalTimeZone(zone) ?? zone).replaceAll('_', ' ');
  names.set(zone, name);
  return name;
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}
