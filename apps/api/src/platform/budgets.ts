import type { Limits } from '@dreamteamhub/db';

/** What a part of the hub may ask of the database, so that no part keeps another waiting. */
export interface Budget {
  /** Most connections of a process. */
  connections: number;
  limits: Limits;
  /** After this time a statement outside a transaction is given up, also when the database is silent. */
  answerTimeoutMilliseconds?: number;
}

/** Whoever sends an event is told within five seconds that it cannot be stored, also behind others who wait for a lock. */
const EVENT_LIMITS: Limits = {
  waitMilliseconds: 3_300,
  lockMilliseconds: 1_200,
  statementMilliseconds: 4_000,
  connectionMilliseconds: 4_700,
};

/** A database that takes longer for a batch of clicks has a problem that waiting does not solve. */
export const CLICK_TIMEOUT_MILLISECONDS = 10_000;

/** Every connection of a process but those of the job queue. docs/CONFIGURATION.md has their number. */
export const BUDGETS = {
  /**
   * Batches follow one another on one connection: on two they would take processors from each other and from us. The server
   * gives up first, so that a batch is not committed after all.
   */
  clicks: {
    connections: 1,
    limits: {
      waitMilliseconds: 2_000,
      lockMilliseconds: 2_000,
      statementMilliseconds: CLICK_TIMEOUT_MILLISECONDS - 500,
    },
  },
  /** Keys, affiliates and salts, for which an event waits before it is written. */
  lookups: {
    connections: 2,
    limits: { waitMilliseconds: 2_000, lockMilliseconds: 1_000, statementMilliseconds: 4_500 },
    answerTimeoutMilliseconds: 5_000,
  },
  orders: { connections: 5, limits: EVENT_LIMITS },
  stock: { connections: 4, limits: EVENT_LIMITS },
  /** What people do in the app, and what programs read. */
  pages: {
    connections: 8,
    limits: {
      waitMilliseconds: 2_800,
      lockMilliseconds: 2_000,
      statementMilliseconds: 15_000,
      connectionMilliseconds: 60_000,
    },
  },
  /** Jobs, background tasks, and what may take long because it goes through all data. */
  work: {
    connections: 4,
    limits: { waitMilliseconds: 10_000, lockMilliseconds: 10_000, statementMilliseconds: 15 * 60_000 },
  },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof BUDGETS;

/**
 * Returns a budget, as it is or with `patience` times its limits. Clicks and what they look up keep theirs: with those the
 * hub gives up on a silent database.
 */
export function budgetOf(name: BudgetName, patience = 1): Budget {
  const budget: Budget = BUDGETS[name];
  if (name === 'clicks' || name === 'lookups') return budget;
  const limits = Object.entries(budget.limits).map(([limit, milliseconds]) => [
    limit,
    milliseconds * patience,
  ]);
  return { ...budget, limits: Object.fromEntries(limits) as Limits };
}

/** Those that several processes of a machine share out. */
const SHARED = ['orders', 'stock', 'pages'] as const;
const SHARED_CONNECTIONS = SHARED.reduce((sum, name) => sum + BUDGETS[name].connections, 0);

/**
 * Returns the most connections of a budget. A web process has `webConnections` for orders, stock and pages together, at
 * least one each, and one for what takes long.
 */
export function connectionsOf(name: BudgetName, webConnections: number | undefined): number {
  const { connections } = BUDGETS[name];
  if (webConnections === undefined) return connections;
  if (name === 'work') return 1;
  if (!SHARED.some((shared) => shared === name)) return connections;
  const share = Math.min(1, webConnections / SHARED_CONNECTIONS);
  return Math.max(1, Math.floor(connections * share));
}
