import { randomUUID } from 'node:crypto';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import { Gate } from '../../platform/gate.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PublishEvent, readNews } from '../deliveries/hub-event-service.ts';
import { testEventsRouter, testKeyRouter } from './router.ts';
import { TestEventService } from './test-event-service.ts';

/** How long test events are kept. */
const DAYS = 7;

export type TestEvents = ReturnType<typeof createTestEvents>;

/** What test keys report: kept apart from everything that counts, to be looked at and removed. */
export function createTestEvents({ db, metrics, now, work }: Platform) {
  const services = { testEvents: new TestEventService({ db }) };
  // Of the connections of pages: whatever test keys do, people and live events have the others.
  const gate = new Gate({ name: 'test events', atOnce: 2, maxWaiting: 1_000 });
  const noteHubEvent: PublishEvent = async (tx, news) => {
    const told = await readNews(news);
    if (told === null) return;
    const { type, data } = told;
    const timestamp = now().toISOString();
    await new TestEventDao(tx).noteHubEvent({ id: randomUUID(), type, timestamp, test: true, data });
  };
  metrics.addGauge({
    name: 'hub_test_events',
    help: 'Test events that are kept, by outcome: at most 5,000 of a storefront, for 7 days.',
    labelNames: ['outcome'],
    read: async () =>
      (await new TestEventDao(work).countByOutcome()).map(({ outcome, total }) => ({
        labels: { outcome },
        value: total,
      })),
  });
  return {
    services,
    admin: testEventsRouter(services),
    /** For test keys. */
    test: testKeyRouter(services),
    /** Runs what reads or writes test events, two at a time. */
    inTurn: <Result>(task: () => Promise<Result>) => gate.run(task),
    noteHubEvent,
    upkeep: [() => new TestEventDao(work).deleteOldTestEvents(DAYS)],
  };
}
