import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newEventId } from '../../platform/event-id.ts';
import { ClickSpool } from './click-spool.ts';
import { SpoolReserve } from './spool-reserve.ts';
import type { SpooledClick } from './spooled-click.ts';

let root: string;
let directory: string;
let lost: number;
let spools: ClickSpool[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hub-spool-'));
  directory = join(root, 'click-spool');
  lost = 0;
  spools = [];
});
afterEach(async () => {
  await Promise.all(spools.map((spool) => spool.close()));
  await rm(root, { recursive: true, force: true });
});

/** Returns the spool of one process. A killed process is one whose spool the test no longer calls. */
function startProcess(maxBytes = 1024 * 1024): ClickSpool {
  const spool = new ClickSpool({
    directory,
    maxBytes,
    reserve: new SpoolReserve({ directory, bytes: 0, log: pino({ level: 'silent' }) }),
    log: pino({ level: 'silent' }),
    onLost: (clicks) => {
      lost += clicks;
    },
  });
  spools.push(spool);
  return spool;
}

const newClick = (subId = 'a'): SpooledClick => ({
  at: new Date().toISOString(),
  input: { handle: 'partner', eventId: newEventId(new Date()), subId },
  reporter: { isTrusted: false, storefrontId: null, ip: '198.51.100.7', userAgent: 'Mozilla/5.0 “Ünïcode”' },
});

const files = async () => (await readdir(directory)).sort().map((name) => join(directory, name));

/** Returns everything in the spool, and removes the segments as a replay does. */
async function drain(spool: ClickSpool): Promise<SpooledClick[]> {
  const clicks: SpooledClick[] = [];
  for (let segment = await spool.oldest(); segment !== null; segment = await spool.oldest()) {
    clicks.push(...(await spool.read(segment)));
    await spool.remove(segment);
  }
  return clicks;
}

test('what was kept outlives its process, in order', async () => {
  const clicks = Array.from({ length: 50 }, () => newClick());
  const killed = startProcess();
  expect(await Promise.all(clicks.map((click) => killed.append(click)))).toEqual(clicks.map(() => 'kept'));
  expect(killed.pending).toBe(50);

  const next = startProcess();
  await next.adopt();
  expect(next.pending).toBe(50);
  expect(await drain(next)).toEqual(clicks);
  expect(await files()).toEqual([]);
  expect(lost).toBe(0);
});

test('only the owner of the data folder can read it: lines hold addresses', async () => {
  await startProcess().append(newClick());
  const [file = ''] = await files();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test('a file torn at any byte gives back every line that was whole, and counts the one that was not', async () => {
  const clicks = [newClick(), newClick('ü'), newClick()];
  const killed = startProcess();
  for (const click of clicks) await killed.append(click);
  const [file = ''] = await files();
  const whole = await readFile(file);
  const ends = [...whole.keys()].filter((at) => whole[at] === 10).map((at) => at + 1);

  for (let length = whole.length; length >= 0; length--) {
    await writeFile(file, whole.subarray(0, length));
    const next = startProcess();
    await next.adopt();
    lost = 0;
    const kept = ends.filter((end) => end <= length).length;
    expect(await drain(next)).toEqual(clicks.slice(0, kept));
    expect(lost).toBe(length === 0 || ends.includes(length) ? 0 : 1);
  }
});

test('a line that is no click does not hide those around it', async () => {
  const killed = startProcess();
  const [first, second] = [newClick(), newClick()];
  await killed.append(first);
  const [file = ''] = await files();
  await appendFile(file, `garbage\n{"at":"yesterday"}\n\u0000\u0000\n${JSON.stringify(second)}\n`);

  const next = startProcess();
  await next.adopt();
  expect(await drain(next)).toEqual([first, second]);
  expect(lost).toBe(3);
});

test('beyond its size it takes no more, and again when there is room', async () => {
  const spool = startProcess(2000);
  const fates: string[] = [];
  for (let sent = 0; sent < 10; sent++) fates.push(await spool.append(newClick()));
  const keptCount = fates.indexOf('lost');
  expect(keptCount).toBeGreaterThan(2);
  expect(fates.slice(keptCount).every((fate) => fate === 'lost')).toBe(true);
  const [file = ''] = await files();
  expect((await stat(file)).size).toBeLessThanOrEqual(2000);
  expect(lost).toBe(10 - keptCount);

  expect(await drain(spool)).toHaveLength(keptCount);
  expect(await spool.append(newClick())).toBe('kept');
});

test('clicks that come at once count against the size before they are written', async () => {
  const spool = startProcess(2000);
  const fates = await Promise.all(Array.from({ length: 100 }, () => spool.append(newClick())));
  expect(fates.filter((fate) => fate === 'kept')).toHaveLength(spool.pending);
  const [file = ''] = await files();
  expect((await stat(file)).size).toBeLessThanOrEqual(2000);
});

test('long outages make several files, replayed oldest first', async () => {
  const spool = startProcess(64 * 1024 * 1024);
  const clicks = Array.from({ length: 600 }, (_, index) => newClick(String(index).repeat(80).slice(0, 255)));
  for (const click of clicks) {
    click.input.referrer = 'r'.repeat(2048);
    await spool.append(click);
  }
  expect((await files()).length).toBeGreaterThan(1);
  expect(await drain(spool)).toEqual(clicks);
});

test('what comes while the last file is replayed goes into another', async () => {
  const spool = startProcess();
  const [first, second] = [newClick(), newClick()];
  await spool.append(first);
  const segment = await spool.oldest();
  await spool.append(second);
  if (segment !== null) await spool.remove(segment);
  expect(await drain(spool)).toEqual([second]);
});

test('a click that was committed after all is not replayed', async () => {
  const spool = startProcess();
  const [late, missing] = [newClick(), newClick()];
  await Promise.all([spool.append(late), spool.append(missing)]);
  spool.settle(late.input.eventId);
  expect(spool.pending).toBe(1);
  expect(await drain(spool)).toEqual([missing]);
});

test('a segment that is taken over from a living process loses nothing, whoever reads first', async () => {
  const living = startProcess();
  const other = startProcess();
  const [before, after] = [newClick(), newClick()];
  await living.append(before);
  await other.adopt();
  // Lands in the file that is the other's now, and so again in one of its own.
  expect(await living.append(after)).toBe('kept');

  const read = [...(await drain(other)), ...(await drain(living))].map(({ input }) => input.eventId);
  expect(new Set(read)).toEqual(new Set([before.input.eventId, after.input.eventId]));
  expect(read.filter((eventId) => eventId === after.input.eventId)).toHaveLength(1);
  expect(living.pending).toBe(0);
});

test('a segment that another process replayed to its end is gone for its former owner', async () => {
  const living = startProcess();
  await living.append(newClick());
  const other = startProcess();
  await other.adopt();
  await drain(other);
  expect(await drain(living)).toEqual([]);
  expect(lost).toBe(0);
});

test('files of a process that is at it are left alone', async () => {
  const living = startProcess();
  await living.append(newClick());
  const [file = ''] = await files();
  const minuteAgo = new Date(Date.now() - 61_000);
  const other = startProcess();

  await utimes(file, minuteAgo, minuteAgo);
  await living.touch();
  await other.adopt({ idleMilliseconds: 60_000 });
  expect(other.pending).toBe(0);

  await utimes(file, minuteAgo, minuteAgo);
  await other.adopt({ idleMilliseconds: 60_000 });
  expect(other.pending).toBe(1);
});

test('two processes that take over the same files get each of them once', async () => {
  for (let made = 0; made < 8; made++) await startProcess().append(newClick());
  const [a, b] = [startProcess(), startProcess()];
  await Promise.all([a.adopt(), b.adopt()]);
  const eventIds = [...(await drain(a)), ...(await drain(b))].map(({ input }) => input.eventId);
  expect(new Set(eventIds).size).toBe(8);
});

test('a disk that fails loses what it fails on, and the next line starts afresh', async () => {
  // A file stands where the folder should be.
  await writeFile(directory, '');
  const spool = startProcess();
  expect(await spool.append(newClick())).toBe('lost');
  expect(spool.pending).toBe(0);
  expect(lost).toBe(1);

  await rm(directory);
  const click = newClick();
  expect(await spool.append(click)).toBe('kept');
  expect(await drain(spool)).toEqual([click]);
});
