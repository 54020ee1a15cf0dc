/**
 * What a limit counts by, from narrow to wide. `address`: IPv4, or a /64, which is what one customer has of IPv6.
 * `network`: a /24 or /56. `site`: a /48. `hub`: everybody together.
 */
export type Level = 'address' | 'network' | 'site' | 'key' | 'account' | 'hub';

/** In this order: what exceeds a narrow level does not count for the wider ones, so that nobody uses up others' share. */
export const LEVELS: readonly Level[] = ['account', 'address', 'network', 'site', 'key', 'hub'];

/** How often something may be done. */
export interface Limit {
  /** As metrics, logs and alarms name it. */
  name: string;
  /** What is limited, for the table of limits. */
  what: string;
  windowSeconds: number;
  /** The most in one window, for each subject of a level. */
  most: Readonly<Partial<Record<Level, number>>>;
  /** Counted by each process for itself, or in the database for all of them together. */
  counted: 'process' | 'database';
  /** What happens beyond it, for the table of limits. */
  beyond: string;
  /** Whether `LIMIT_FACTOR` raises it. */
  isScaled?: boolean;
  /** What one is, where it is not an event. */
  unit?: string;
}

/** Who does it; a limit looks at what its levels need. */
export interface Subject {
  ip?: string;
  key?: number | string;
  account?: string;
}

/** A limit that was exceeded. */
export interface Excess {
  limit: Limit;
  level: Level;
  /** Until its window ends. */
  secondsLeft: number;
}

/** Returns a limit with its fields checked by the compiler. */
export function defineLimit<L extends Limit>(limit: L): L {
  return limit;
}
