import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Product, request } from '@dreamteamhub/harness/product.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { Provider } from './provider.ts';
import type { DrillSite } from './site.ts';

/** Where distributions put it. */
const LIBRARIES = [
  ...['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`),
  '/usr/lib64/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
];

const SCAN_SECONDS = 2;
const REPEAT_SECONDS = 8;
/** A scan, its delivery's pace, and a machine that is busy. */
const SLACK_SECONDS = SCAN_SECONDS + 4;
const STEP_SECONDS = 14;

/** The clock of the process is right, an hour ahead, an hour behind, and right again: at each step a product becomes low. */
const STEPS = [
  { clock: 'right', offset: '+0' },
  { clock: '1 h ahead', offset: '+3600' },
  { clock: '1 h behind', offset: '-3600' },
  { clock: 'right again', offset: '+0' },
];

/**
 * Moves the clock under a running hub; PostgreSQL keeps the right one. A crossing, reminders and a message that has to be
 * tried again must come when they would have come.
 */
export async function clockDrill(site: DrillSite): Promise<AlertDrillResult> {
  const library = LIBRARIES.find((path) => existsSync(path));
  if (library === undefined) throw new Error(`libfaketime is not installed: ${LIBRARIES.join(', ')}`);
  const startedAt = Date.now();
  const directory = await mkdtemp(join(tmpdir(), 'hub-clock-'));
  const clockFile = join(directory, 'offset');
  await writeFile(clockFile, '+0');
  const refused = new Set<string>();
  // Of each product's first message the first attempt fails: its retry is due under the wrong clock.
  const provider = await Provider.open(({ text }) => {
    const sku = skuOf(text);
    if (sku === undefined || refused.has(sku)) return 'yes';
    refused.add(sku);
    return 'error';
  });
  try {
    const hub = await site.startHub(undefined, {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: '1',
      // Timers and durations go on: a clock that is set does not move them either.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      SLACK_WEBHOOK_URL: provider.urlFor('hub'),
      SCAN_INTERVAL_SECONDS: String(SCAN_SECONDS),
      ALERT_REPEAT_SECONDS: String(REPEAT_SECONDS),
      ALERT_COOLDOWN_SECONDS: '1',
      ALERT_GROUP_SECONDS: '0',
    });
    const findings: string[] = [];
    for (const [step, { offset }] of STEPS.entries()) {
      await writeFile(clockFile, offset);
      const shift = Number(offset) * 1000;
      const error = Math.abs((await readClock(hub)) - Date.now() - shift);
      if (error > 5_000) findings.push(`the clock of the process did not move by ${offset} s`);
      await fall(hub, step);
      await sleep(STEP_SECONDS * 1000);
    }
    await hub.stop();
    const announcements = await readAnnouncements(site);
    const rows = STEPS.map(({ clock }, step) => {
      const own = announcements.filter(({ sku }) => sku === skuAt(step));
      findings.push(...judge(clock, own, STEPS.length - step));
      const arrived = provider.arrivals.filter(({ text }) => skuOf(text) === skuAt(step));
      const accepted = arrived.filter(({ answer }) => answer === 'yes').length;
      if (accepted === 0) findings.push(`${clock}: nothing arrived`);
      return [clock, own.length, accepted];
    });
    return {
      name: 'clock',
      findings,
      header: ['clock when it became low', 'announced', 'messages of it alone'],
      rows,
      seconds: (Date.now() - startedAt) / 1000,
    };
  } finally {
    await provider.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const skuAt = (step: number) => `CLOCK-${step}`;

/** Of a digest: none, for it names several. */
function skuOf(text: string): string | undefined {
  const named = new Set(text.match(/CLOCK-\d/g));
  return named.size === 1 ? [...named][0] : undefined;
}

async function fall(hub: Product, step: number): Promise<void> {
  const sku = skuAt(step);
  await request(hub, 'POST', '/api/inventory/products', { sku, name: sku, stock: 50, threshold: 20 });
  const { status } = await request(hub, 'PUT', `/api/inventory/products/${sku}`, { stock: 3 });
  if (status !== 200) throw new Error(`the stock of ${sku} was answered ${status}`);
}

/** What the process takes the time to be, from the headers of an answer. */
async function readClock(hub: Product): Promise<number> {
  const response = await fetch(`${hub.origin}/livez`);
  return Date.parse(response.headers.get('date') ?? '');
}

interface Announcement {
  sku: string;
  /** Seconds by the database's clock, and those until it was read. */
  at: number;
  ago: number;
}

async function readAnnouncements(site: DrillSite): Promise<Announcement[]> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<Announcement>(
      `SELECT sku, extract(epoch FROM timestamp)::float8 AS at, extract(epoch FROM now() - timestamp)::float8 AS ago
       FROM inventory_events WHERE event_type = 'low_stock' ORDER BY id`,
    );
    return rows;
  });
}

/** Reminders come every so often: sooner is one too many, much later one too few. */
function judge(clock: string, announcements: readonly Announcement[], steps: number): string[] {
  const findings: string[] = [];
  if (announcements.length === 0) return [`${clock}: never announced`];
  const first = announcements[0]?.ago ?? 0;
  if (first < steps * STEP_SECONDS - SLACK_SECONDS) findings.push(`${clock}: announced too late`);
  for (const [index, { at }] of announcements.entries()) {
    const gap = at - (announcements[index - 1]?.at ?? at - REPEAT_SECONDS);
    if (gap < REPEAT_SECONDS - 0.5) findings.push(`${clock}: again after ${gap.toFixed(1)} s`);
    if (gap > REPEAT_SECONDS + SLACK_SECONDS) findings.push(`${clock}: again only after ${gap.toFixed(1)} s`);
  }
  const last = announcements.at(-1)?.ago ?? 0;
  if (last > REPEAT_SECONDS + SLACK_SECONDS) findings.push(`${clock}: not again for ${last.toFixed(1)} s`);
  return findings;
}
