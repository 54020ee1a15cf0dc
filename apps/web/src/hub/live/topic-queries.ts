import type { Query } from '@tanstack/react-query';
import type { LiveTopic } from './live-connection.ts';

/** The routers whose answers change with each topic. */
const ROUTERS: Readonly<Record<LiveTopic, readonly string[]>> = {
  traffic: ['analytics', 'affiliates', 'ops'],
  orders: ['analytics', 'orders', 'conversions', 'affiliates', 'ops'],
  stock: ['analytics', 'inventory', 'ops'],
  alerts: ['analytics', 'alerts', 'ops'],
  deliveries: ['deliveries', 'alerts', 'ops'],
};

/**
 * Returns whether a query answers something that the topics change. Lists that were paged through are left alone: new
 * rows would push away what somebody reads.
 */
export function isOfTopics(topics: ReadonlySet<LiveTopic>): (query: Pick<Query, 'queryKey'>) => boolean {
  const routers = new Set([...topics].flatMap((topic) => ROUTERS[topic]));
  return ({ queryKey: [path, options] }) => {
    if (!Array.isArray(path) || !routers.has(String(path[0]))) return false;
    return (options as { type?: string } | undefined)?.type !== 'infinite';
  };
}
