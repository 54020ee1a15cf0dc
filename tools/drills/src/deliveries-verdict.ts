import type { AlertDrillResult } from './alert-drill.ts';
import { POINTS, type Point, TWICE_IS_RIGHT } from './delivery-points.ts';
import type { Arrival } from './provider.ts';

/** The promise: a killed worker's job is taken up by another. */
const TAKEN_UP_WITHIN_MS = 75_000;

/** A message a second, less what a timer and the network may vary. */
const PACE_MS = 800;

/** A delivery whose worker was killed in it. */
export interface Victim {
  point: Point;
  deliveryId: string;
  sku: string;
  killedAt: number;
}

/** Tells what became of each message whose worker was killed, and which promises were broken. */
export function judgeDeliveries(record: {
  victims: Victim[];
  arrivals: Arrival[];
  statuses: Map<string, string>;
  kills: number;
  startedAt: number;
}): AlertDrillResult {
  const { victims, arrivals, statuses, kills } = record;
  const bySku = Map.groupBy(arrivals, ({ text }) => skuOf(text));
  const findings: string[] = [];
  const rows = POINTS.map((point) => {
    const own = victims.filter((victim) => victim.point === point);
    let [lost, twice] = [0, 0];
    const waits: number[] = [];
    for (const { deliveryId, sku, killedAt } of own) {
      const messages = bySku.get(sku) ?? [];
      const accepted = messages.filter(({ answer }) => answer === 'yes');
      if (statuses.get(deliveryId) !== 'delivered' || accepted.length === 0) {
        lost += 1;
        findings.push(
          `${point}: ${sku} was lost (${statuses.get(deliveryId)}, sent ${messages.length} times)`,
        );
      }
      if (messages.length > 1) twice += 1;
      if (messages.length > (TWICE_IS_RIGHT.has(point) ? 2 : 1)) {
        findings.push(`${point}: ${sku} came ${messages.length} times`);
      }
      if (new Set(messages.map(({ alertId }) => alertId)).size > 1 || messages[0]?.alertId === '') {
        findings.push(`${point}: the messages of ${sku} have no common alert id`);
      }
      const again = messages.find(({ at }) => at > killedAt);
      if (again !== undefined) waits.push(again.at - killedAt);
    }
    const longest = waits.length === 0 ? null : Math.max(...waits);
    if (longest !== null && longest > TAKEN_UP_WITHIN_MS) {
      findings.push(`${point}: taken up only after ${Math.round(longest / 1000)} s`);
    }
    return [point, own.length, lost, twice, longest === null ? '–' : `${(longest / 1000).toFixed(0)} s`];
  });
  const undelivered = [...statuses.values()].filter((status) => status !== 'delivered').length;
  if (undelivered > 0) findings.push(`${undelivered} of ${statuses.size} messages were not delivered`);
  const closest = closestArrivals(arrivals);
  if (closest < PACE_MS) findings.push(`two messages came within ${closest} ms`);
  if (victims.length !== kills * POINTS.length) findings.push(`${victims.length} workers were killed`);
  return {
    name: 'deliveries',
    findings,
    header: ['killed', 'kills', 'lost', 'sent twice', 'longest until it was sent again'],
    rows,
    seconds: (Date.now() - record.startedAt) / 1000,
  };
}

/** Milliseconds between the two messages that came closest after one another, whoever sent them. */
function closestArrivals(arrivals: readonly Arrival[]): number {
  const gaps = arrivals.slice(1).map(({ at }, index) => at - (arrivals[index]?.at ?? 0));
  return Math.min(...gaps);
}

/** The product that a message names. */
export function skuOf(text: string): string {
  return /DRILL-\d+/.exec(text)?.[0] ?? '';
}
