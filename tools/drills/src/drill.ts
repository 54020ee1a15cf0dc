import { setTimeout as sleep } from 'node:timers/promises';
import { type Product, request } from '@dreamteamhub/harness/product.ts';
import { audit } from './audit.ts';
import type { Finding } from './finding.ts';
import { SentEvents } from './sent-events.ts';
import type { DrillSite } from './site.ts';

const BACK_WITHIN_MS = 60_000;

export interface DrillResult {
  name: string;
  kills: number;
  sentEvents: SentEvents;
  findings: Finding[];
  /** Milliseconds from each restart to the first 200. */
  backAfterMs: number[];
  seconds: number;
}

/** Runs a drill, then asks the database what became of all that was promised. */
export async function drill(
  site: Pick<DrillSite, 'withDatabase'>,
  { name, kills = 0 }: { name: string; kills?: number },
  work: (record: { sentEvents: SentEvents; backAfterMs: number[] }) => Promise<void>,
): Promise<DrillResult> {
  const record = { sentEvents: new SentEvents(), backAfterMs: [] };
  const startedAt = Date.now();
  await work(record);
  const seconds = (Date.now() - startedAt) / 1000;
  const findings = await site.withDatabase((database) => audit(database, record.sentEvents));
  return { name, kills, findings, seconds, ...record };
}

/** Creates affiliates; returns their pixel ids. */
export async function createAffiliates(hub: Product, howMany: number): Promise<string[]> {
  const created = await Promise.all(
    Array.from({ length: howMany }, (_, index) =>
      request(hub, 'POST', '/api/affiliates', { handle: `partner-${index}`, name: `Partner ${index}` }),
    ),
  );
  return created.map(({ status, body }) => {
    if (status !== 201) throw new Error(`an affiliate was answered ${status} ${JSON.stringify(body)}`);
    return (body as { pixelId: string }).pixelId;
  });
}

/** Resolves with the next 200; rejects when there is none in time. */
export async function nextAcknowledgement(sentEvents: SentEvents): Promise<void> {
  const isBack = await Promise.race([
    sentEvents.nextAcknowledgement().then(() => true),
    sleep(BACK_WITHIN_MS, false, { ref: false }),
  ]);
  if (isBack) return;
  const last = sentEvents.unexpected.at(-1) ?? '503, or connections that broke';
  throw new Error(`no event was answered 200 within ${BACK_WITHIN_MS / 1000} s of a start, but ${last}`);
}
