import { defineLimit } from '../platform/limits/limit.ts';

/** Enough for an office behind one address that opens the sign-in page, too few to try links and accounts by the thousand. */
export const anonymousRequests = defineLimit({
  name: 'anonymous_requests',
  what: 'pages, documents, metrics and private entries without a valid credential',
  windowSeconds: 60,
  most: { address: 600, network: 3_000, site: 6_000, hub: 60_000 },
  counted: 'process',
  beyond: '429; people who are signed in, and valid secret keys, are let through',
});

/**
 * Of no use to anybody beyond a balancer's pace, and yet never refused: a stranger behind the same proxy could otherwise
 * make the balancer's own question fail, and with it the hub.
 */
export const healthChecks = defineLimit({
  name: 'health_checks',
  what: 'health checks: `/livez` and `/readyz`',
  windowSeconds: 60,
  most: { address: 600, network: 3_000, site: 6_000, hub: 60_000 },
  counted: 'process',
  beyond: 'answered all the same, and counted; the database is asked once a second at most, for all of them',
});
