import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { type HubSession, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { findGenerator, LOADED_AFFILIATES, sendClicks } from './load.ts';
import { decimal, table, whole } from './markdown.ts';
import { median } from './statistics.ts';
import type { Server, Workbench } from './workbench.ts';

const WATCHERS = 200;
const ROUNDS = 9;
const SECONDS = 4;
const CONNECTIONS = 64;
const DATABASE = 'watchers';

/** Measures clicks with and without 200 open overviews, in turns on one hub: each gets its figures with the changes. */
export async function benchWatchers(bench: Workbench): Promise<void> {
  const key = await prepareHub(bench, DATABASE, LOADED_AFFILIATES);
  const server = await startHub(bench, DATABASE);
  const session = await openSession(server.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
  const load = { generator: await findGenerator(bench), key, connections: CONNECTIONS, seconds: SECONDS };
  const rates: Record<'without' | 'with', number[]> = { without: [], with: [] };
  let messages = 0;
  await sendClicks(bench, server, load);
  for (let round = 0; round < ROUNDS; round++) {
    for (const which of round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
      const watchers = which === 'with' ? await Watchers.open(server, session) : null;
      const { acknowledged, seconds, failed } = await sendClicks(bench, server, load);
      if (failed > 0) throw new Error(`${failed} clicks were not answered with 2xx`);
      rates[which].push(acknowledged / seconds);
      messages += (await watchers?.close()) ?? 0;
    }
  }
  await server.stop();
  const ratios = rates.with.map((rate, round) => rate / (rates.without[round] ?? Number.NaN));
  console.log(
    table(
      ['open overviews', 'clicks/s', 'figures sent a second'],
      [
        ['0', whole(median(rates.without)), '0'],
        [String(WATCHERS), whole(median(rates.with)), decimal(messages / ROUNDS / SECONDS)],
      ],
    ),
  );
  const shown = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
  console.log(`with : without, median of ${ROUNDS} rounds: ${shown[0]} (${shown[1]}–${shown[2]})`);
}

/** Open overviews of one person: the figures of today come with the stream. */
class Watchers {
  readonly #aborting = new AbortController();
  #messages = 0;

  static async open(server: Server, session: HubSession): Promise<Watchers> {
    const watchers = new Watchers();
    const topics = ['traffic', 'orders', 'stock', 'alerts', 'deliveries'];
    const input = encodeURIComponent(JSON.stringify({ topics, today: { zone: 'UTC' } }));
    const url = `${server.origin}/trpc/admin/live.watch?input=${input}`;
    await Promise.all(Array.from({ length: WATCHERS }, () => watchers.#follow(url, session)));
    return watchers;
  }

  /** Closes all streams; returns how often figures of today came. */
  async close(): Promise<number> {
    this.#aborting.abort();
    // The hub notices.
    await sleep(500);
    return this.#messages;
  }

  /** Returns once the stream is open. */
  async #follow(url: string, { cookie }: HubSession): Promise<void> {
    const { signal } = this.#aborting;
    const response = await fetch(url, { headers: { cookie, accept: 'text/event-stream' }, signal });
    if (!response.ok || response.body === null) throw new Error(`a stream answered ${response.status}`);
    void this.#read(response.body).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      if (decoder.decode(bytes, { stream: true }).includes('"pauseMilliseconds"')) this.#messages++;
    }
  }
}
