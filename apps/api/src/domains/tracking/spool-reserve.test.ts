import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newEventId } from '../../platform/event-id.ts';
import { ClickSpool } from './click-spool.ts';
import { RESERVED_FILE_BYTES, SpoolReserve } from './spool-reserve.ts';
import type { SpooledClick } from './spooled-click.ts';

const log = pino({ level: 'silent' });

let root: string;
let directory: string;
let lost: number;
let spools: ClickSpool[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hub-reserve-'));
  directory = join(root, 'click-spool');
  lost = 0;
  spools = [];
});
afterEach(async () => {
  await Promise.all(spools.map((spool) => spool.close()));
  await rm(root, { recursive: true, force: true });
});

function startProcess(files: number): { spool: ClickSpool; reserve: SpoolReserve } {
  const reserve = new SpoolReserve({ directory, bytes: files * RESERVED_FILE_BYTES, log });
  const spool = new ClickSpool({
    directory,
    maxBytes: 64 * RESERVED_FILE_BYTES,
    reserve,
    log,
    onLost: (clicks) => {
      lost += clicks;
    },
  });
  spools.push(spool);
  return { spool, reserve };
}

const newClick = (subId = 'a'): SpooledClick => ({
  at: new Date().toISOString(),
  input: { handle: 'partner', eventId: newEventId(new Date()), subId },
  reporter: { isTrusted: false, storefrontId: null, ip: '198.51.100.7', userAgent: 'Mozilla/5.0 “Ünïcode”' },
});

const clicksOf = (howMany: number) => Array.from({ length: howMany }, () => newClick());
const append = (spool: ClickSpool, clicks: SpooledClick[]) =>
  Promise.all(clicks.map((click) => spool.append(click)));

async function filesLike(suffix: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(suffix));
}

async function drain(spool: ClickSpool): Promise<SpooledClick[]> {
  const clicks: SpooledClick[] = [];
  for (let segment = await spool.oldest(); segment !== null; segment = await spool.oldest()) {
    clicks.push(...(await spool.read(segment)));
    await spool.remove(segment);
  }
  return clicks;
}

test('files of the reserve occupy the disk, and become segments without growing', async () => {
  const { spool, reserve } = startProcess(2);
  await reserve.fill();
  const [name = ''] = await filesLike('.reserved');
  const { size, blocks, mode } = await stat(join(directory, name));
  expect(size).toBe(RESERVED_FILE_BYTES);
  expect(blocks * 512).toBeGreaterThanOrEqual(RESERVED_FILE_BYTES);
  expect(mode & 0o777).toBe(0o600);

  const clicks = clicksOf(10);
  expect(new Set(await append(spool, clicks))).toEqual(new Set(['kept']));
  expect(await filesLike('.reserved')).toHaveLength(1);
  const [segment = ''] = await filesLike('.jsonl');
  expect((await stat(join(directory, segment))).size).toBe(RESERVED_FILE_BYTES);

  expect(await drain(spool)).toEqual(clicks);
  // Given back, and nothing of the clicks is left in it.
  expect(await filesLike('.jsonl')).toEqual([]);
  const back = await filesLike('.reserved');
  expect(back).toHaveLength(2);
  for (const file of back) expect((await readFile(join(directory, file), 'utf8')).trim()).toBe('');
  expect(lost).toBe(0);
});

test('the next process reads a segment that is mostly reserved room, and counts its text alone', async () => {
  const killed = startProcess(1);
  await killed.reserve.fill();
  const clicks = clicksOf(5);
  await append(killed.spool, clicks);

  const next = startProcess(1);
  await next.spool.adopt();
  expect(next.spool.pending).toBe(5);
  expect(await drain(next.spool)).toEqual(clicks);
  // Its former owner may still have it open: it is deleted, and the reserve is filled up with another.
  expect(await readdir(directory)).toEqual([]);
  await next.reserve.fill();
  expect(await filesLike('.reserved')).toHaveLength(1);
  expect(lost).toBe(0);
});

test('a click cut off in the middle of reserved room is one broken line', async () => {
  const killed = startProcess(1);
  await killed.reserve.fill();
  await append(killed.spool, clicksOf(2));
  const [segment = ''] = await filesLike('.jsonl');
  const path = join(directory, segment);
  const whole = (await readFile(path, 'utf8')).trimEnd();
  const file = await open(path, 'r+');
  await file.write(Buffer.from('{"at":"2026-'), 0, 12, Buffer.byteLength(whole) + 1);
  await file.close();

  const next = startProcess(0);
  await next.spool.adopt();
  expect(await drain(next.spool)).toHaveLength(2);
  expect(lost).toBe(1);
});

test('more than fits into a segment goes into several', async () => {
  const { spool, reserve } = startProcess(3);
  await reserve.fill();
  const clicks = Array.from({ length: 9_000 }, () => newClick('s'.repeat(200)));
  expect(new Set(await append(spool, clicks))).toEqual(new Set(['kept']));
  for (const name of await readdir(directory)) {
    expect((await stat(join(directory, name))).size).toBeLessThanOrEqual(RESERVED_FILE_BYTES);
  }
  expect((await filesLike('.jsonl')).length).toBeGreaterThan(3);
  expect(await drain(spool)).toEqual(clicks);
  expect(lost).toBe(0);
}, 60_000);

test('processes share the reserve; what one left half filled is removed', async () => {
  const [one, other] = [startProcess(4), startProcess(4)];
  await one.reserve.fill();
  await other.reserve.fill();
  expect(await filesLike('.reserved')).toHaveLength(4);
  await writeFile(join(directory, 'x.filling'), ' ');
  await one.reserve.fill();
  expect(await filesLike('.filling')).toHaveLength(1);
  await utimes(join(directory, 'x.filling'), new Date(0), new Date(0));
  await one.reserve.fill();
  expect(await filesLike('.filling')).toEqual([]);
  await Promise.all([append(one.spool, clicksOf(1)), append(other.spool, clicksOf(1))]);
  expect(await filesLike('.reserved')).toHaveLength(2);
  expect(await filesLike('.jsonl')).toHaveLength(2);
});

describe('on a disk that is full', () => {
  const isMounted = () =>
    process.getuid?.() === 0 &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'hub-test', directory], { stdio: 'ignore' })
      .status === 0;
  beforeEach(() => mkdir(directory));
  afterEach(async () => {
    await Promise.all(spools.map((spool) => spool.close()));
    spawnSync('umount', [directory], { stdio: 'ignore' });
  });

  async function fillDisk(): Promise<void> {
    const junk = Buffer.alloc(4096, 1);
    const file = await open(join(directory, 'junk'), 'w');
    try {
      for (;;) await file.write(junk);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    } finally {
      await file.close();
    }
  }

  test('clicks are kept in the reserve, and lost without one', async ({ skip }) => {
    skip(!isMounted(), 'mounting a small disk takes root');
    const { spool, reserve } = startProcess(2);
    await reserve.fill();
    await fillDisk();
    const clicks = clicksOf(300);
    expect(new Set(await append(spool, clicks))).toEqual(new Set(['kept']));
    expect(await drain(spool)).toEqual(clicks);
    // As often as it has to be.
    expect(new Set(await append(spool, clicksOf(300)))).toEqual(new Set(['kept']));
    expect(await drain(spool)).toHaveLength(300);
    expect(lost).toBe(0);

    const bare = new SpoolReserve({ directory: join(directory, 'other'), bytes: 0, log });
    const without = new ClickSpool({
      directory: join(directory, 'other'),
      maxBytes: 1e9,
      reserve: bare,
      log,
      onLost: () => undefined,
    });
    expect(new Set(await append(without, clicksOf(30)))).toEqual(new Set(['lost']));
  });

  test('a segment that cannot grow is followed by one of the reserve', async ({ skip }) => {
    skip(!isMounted(), 'mounting a small disk takes root');
    const { spool, reserve } = startProcess(1);
    const before = clicksOf(1);
    await append(spool, before);
    await reserve.fill();
    await fillDisk();
    const clicks = clicksOf(200);
    expect(new Set(await append(spool, clicks))).toEqual(new Set(['kept']));
    const drained = await drain(spool);
    expect(drained.map(({ input }) => input.eventId)).toEqual(
      [...before, ...clicks].map(({ input }) => input.eventId),
    );
    expect(lost).toBe(0);
  });

  test('a reserve that finds no room leaves nothing half done', async ({ skip }) => {
    skip(!isMounted(), 'mounting a small disk takes root');
    await fillDisk();
    const { reserve } = startProcess(2);
    await reserve.fill();
    expect(await readdir(directory)).toEqual(['junk']);
  });
});
