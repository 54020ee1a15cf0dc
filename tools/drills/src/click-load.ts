import { setTimeout as sleep } from 'node:timers/promises';
import { clickHeaders, uuidV7 } from '@dreamteamhub/harness/click.ts';
import { SECRET_KEY } from '@dreamteamhub/harness/product.ts';

interface AcknowledgedClick {
  eventId: string;
  at: number;
  milliseconds: number;
}

/** Clicks at a constant rate, however long answers take: each is timed from when it was to be sent. */
export class ClickLoad {
  readonly acknowledged: AcknowledgedClick[] = [];
  readonly failures: string[] = [];
  readonly #ended: Promise<void>;
  #isStopped = false;

  constructor(options: { origin: string; pixelIds: readonly string[]; perSecond: number }) {
    this.#ended = this.#run(options);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  /** Milliseconds that the given shares of answers took at most, of those sent in a span of time. */
  latencies(from: number, until: number, shares: readonly number[]): number[] {
    const sorted = this.acknowledged
      .filter(({ at, milliseconds }) => at - milliseconds >= from && at - milliseconds < until)
      .map(({ milliseconds }) => milliseconds)
      .sort((a, b) => a - b);
    return shares.map(
      (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN,
    );
  }

  async #run({
    origin,
    pixelIds,
    perSecond,
  }: {
    origin: string;
    pixelIds: readonly string[];
    perSecond: number;
  }) {
    const pending = new Set<Promise<void>>();
    const begin = Date.now();
    for (let sent = 0; !this.#isStopped; sent++) {
      const due = begin + (sent * 1_000) / perSecond;
      if (due > Date.now()) await sleep(due - Date.now());
      const click = this.#send(origin, pixelIds[sent % pixelIds.length] ?? '', due);
      pending.add(click);
      void click.finally(() => pending.delete(click));
    }
    await Promise.all(pending);
  }

  async #send(origin: string, pixelId: string, due: number): Promise<void> {
    const eventId = uuidV7();
    try {
      const response = await fetch(`${origin}/api/affiliates/track/click`, {
        method: 'POST',
        headers: clickHeaders(SECRET_KEY),
        body: JSON.stringify({ pixelId, eventId, visitorId: eventId, landingPage: 'https://shop.example/x' }),
      });
      await response.text();
      const at = Date.now();
      if (response.ok) this.acknowledged.push({ eventId, at, milliseconds: at - due });
      else this.failures.push(`a click was answered ${response.status}`);
    } catch (error) {
      this.failures.push(String(error));
    }
  }
}
