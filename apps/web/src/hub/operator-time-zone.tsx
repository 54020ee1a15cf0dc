import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { TimeZoneProvider } from '../ui/time-zone.tsx';
import { operatorQuery } from './session.ts';

/** Shows times in the zone that the signed-in operator has chosen. Around dialogs, which are outside of every page. */
export function OperatorTimeZone({ children }: { children: ReactNode }) {
  // Only looks at what pages have read: a visitor who does not sign in is not asked for.
  const operator = useQuery({ ...operatorQuery, enabled: false }).data;
  return <TimeZoneProvider zone={operator?.timeZone ?? null}>{children}</TimeZoneProvider>;
}
