import { createContext, type ReactNode, useContext } from 'react';

const TimeZone = createContext<string | null>(null);

/** Shows the times inside in a zone, by its IANA name; null: in that of the browser. */
export function TimeZoneProvider({ zone, children }: { zone: string | null; children: ReactNode }) {
  // A browser that is older than the zone's name shows its own times, and says so, rather than none.
  return <TimeZone value={zone !== null && isKnown(zone) ? zone : null}>{children}</TimeZone>;
}

/** The zone that times are shown in. */
export function useTimeZone(): string {
  return useContext(TimeZone) ?? browserTimeZone();
}

/** The zone that the browser's machine is set to. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}
