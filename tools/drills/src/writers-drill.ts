import { randomInt, randomUUID } from 'node:crypto';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import type { Product } from '@dreamteamhub/harness/product.ts';
import { createAffiliates, type DrillResult, drill } from './drill.ts';
import { deliver, deliverTogether } from './sender.ts';
import type { ClickEvent, SentEvents } from './sent-events.ts';
import type { DrillSite } from './site.ts';

const WRITERS_EACH = 8;
const EVENTS_TOGETHER = 100;

export interface WritersLimits {
  clicks: number;
  seconds: number;
}

/** Writers of two processes on one pixel, each click of a visitor of its own. */
export function apartDrill(site: DrillSite, limits: WritersLimits): Promise<DrillResult> {
  return writersDrill(site, 'writers, apart', async ({ origins, pixelId, sentEvents }) => {
    const isOver = limit(sentEvents, limits);
    const write = async (origin: string) => {
      while (!isOver()) {
        const click = { kind: 'click', eventId: uuidV7(), pixelId, visitorId: randomUUID() } as const;
        await deliver(origin, sentEvents.add(click), sentEvents);
      }
    };
    await Promise.all(origins.flatMap((origin) => Array.from({ length: WRITERS_EACH }, () => write(origin))));
  });
}

/**
 * The same events through both processes at the same time, forwards through the one and backwards through the other, of
 * visitors who come again and again: whoever took locks in the order of arrival would deadlock.
 */
export function crossingDrill(site: DrillSite, limits: WritersLimits): Promise<DrillResult> {
  return writersDrill(site, 'writers, crossing', async ({ origins, pixelId, sentEvents }) => {
    const isOver = limit(sentEvents, limits);
    const visitorIds = Array.from({ length: limits.clicks / 4 }, () => randomUUID());
    const newClick = (): ClickEvent => {
      const visitorId = visitorIds[randomInt(visitorIds.length)] as string;
      return sentEvents.add({ kind: 'click', eventId: uuidV7(), pixelId, visitorId });
    };
    const write = async () => {
      while (!isOver()) {
        const events = Array.from({ length: EVENTS_TOGETHER }, newClick);
        await Promise.all(
          origins.map((origin, process) =>
            deliverTogether(origin, process % 2 === 0 ? events : events.toReversed(), sentEvents),
          ),
        );
      }
    };
    await Promise.all(Array.from({ length: WRITERS_EACH }, write));
  });
}

interface Writing {
  hubs: readonly Product[];
  origins: string[];
  pixelId: string;
  sentEvents: SentEvents;
}

/** Lets writers loose on two processes, and compares what they were told with the database; no deadlock may have happened. */
export async function writersDrill(
  site: DrillSite,
  name: string,
  write: (writing: Writing) => Promise<void>,
): Promise<DrillResult> {
  const first = await site.startHub();
  const hubs = [first, await site.startHub()];
  const result = await drill(site, { name }, async ({ sentEvents }) => {
    const [pixelId = ''] = await createAffiliates(first, 1);
    await write({ hubs, origins: hubs.map(({ origin }) => origin), pixelId, sentEvents });
  });
  // A session tells the statistics of what it did at its end at the latest.
  for (const one of hubs) await one.stop();
  const deadlocks = await countDeadlocks(site);
  if (deadlocks > 0) {
    result.findings.push({
      kind: 'unexpected',
      what: null,
      detail: `PostgreSQL detected ${deadlocks} deadlocks`,
    });
  }
  return result;
}

/** The hub tries again after a deadlock, so no caller would tell of it; a session tells at its end at the latest. */
export async function countDeadlocks(site: DrillSite): Promise<number> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ deadlocks: number }>(
      'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
    );
    return rows[0]?.deadlocks ?? 0;
  });
}

function limit(sentEvents: SentEvents, { clicks, seconds }: WritersLimits): () => boolean {
  const deadline = Date.now() + seconds * 1000;
  return () => sentEvents.events.length >= clicks || Date.now() > deadline;
}
