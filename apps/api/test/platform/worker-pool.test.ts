import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/platform/app-error.ts';
import { WorkerPool } from '../../src/platform/workers/worker-pool.ts';
import { defineTask } from '../../src/platform/workers/worker-task.ts';

const options = {
  name: 'hardships',
  module: new URL('../support/hardship.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 2,
  deadlineMilliseconds: 60_000,
  memoryMegabytes: 64,
};
type Hardship = typeof import('../support/hardship.worker.ts');
/** New in every test: a task's threads are its own. */
const hardship = (change: Partial<typeof options> = {}) => defineTask<Hardship>({ ...options, ...change });

let deaths: string[];
let pool: WorkerPool;
beforeEach(() => {
  deaths = [];
  const log = pino({}, { write: (line: string) => void deaths.push(JSON.parse(line).err.message) });
  pool = new WorkerPool({ log });
});
afterEach(() => pool.close());

test('tasks run outside of this thread, one after the other on a thread that stays', async () => {
  const task = hardship();
  let turns = 0;
  const ticker = setInterval(() => turns++, 1);
  const first = await pool.run(task, { way: 'work', milliseconds: 300 });
  clearInterval(ticker);
  expect(turns).toBeGreaterThan(5);
  expect(first).toBeGreaterThan(0);
  expect(await pool.run(task, { way: 'work' })).toBe(first);
});

test('a task that does not end keeps no other kind of task waiting', async () => {
  const stuck = pool.run(hardship(), { way: 'spin' }).catch((error: unknown) => error);
  await expect(pool.run(hardship(), { way: 'work' })).resolves.toBeGreaterThan(0);
  await pool.close();
  expect(await stuck).toMatchObject({ code: 'unavailable' });
});

test.each([
  ['exits', 'exit', 'exit code 3'],
  ['throws where nobody waits', 'reject-later', 'outside of what the task waits for'],
  ['takes all memory', 'exhaust', 'memory limit'],
] as const)(
  'a thread that %s fails its own task as unavailable, and those that wait get another',
  async (_, way, why) => {
    const task = hardship();
    const dying = pool.run(task, { way });
    const waiting = [pool.run(task, { way: 'work' }), pool.run(task, { way: 'work' })];
    await expect(dying).rejects.toMatchObject({ name: 'AppError', code: 'unavailable' });
    const [one, other] = await Promise.all(waiting);
    expect(one).toBe(other);
    expect(deaths).toEqual([expect.stringContaining(why)]);
  },
);

test('a module that cannot be loaded fails its tasks, and is tried anew with the next', async () => {
  const task = hardship({ module: new URL('./no-such.worker.ts', import.meta.url) });
  for (const _ of [1, 2]) {
    await expect(pool.run(task, { way: 'work' })).rejects.toMatchObject({ code: 'unavailable' });
  }
  expect(deaths).toHaveLength(2);
});

test('what a task throws reaches its caller: an AppError whole, others by name and message; the thread stays', async () => {
  const task = hardship();
  const before = await pool.run(task, { way: 'work' });
  const refused = await pool.run(task, { way: 'refuse' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({
    code: 'rate_limited',
    message: 'csv: too much of it',
    details: [{ path: 'csv' }],
    retryAfterSeconds: 7,
  });
  const failed = await pool.run(task, { way: 'throw' }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(TypeError);
  expect(failed).toMatchObject({ message: 'a mistake in the task' });
  expect(await pool.run(task, { way: 'work' })).toBe(before);
});

test('an input that cannot be cloned is refused, and takes no thread from others', async () => {
  const task = hardship();
  const input = { way: 'work', extra: () => undefined } as const;
  await expect(pool.run(task, input)).rejects.toMatchObject({ name: 'DataCloneError' });
  await expect(pool.run(task, { way: 'work' })).resolves.toBeGreaterThan(0);
});

test('more tasks than may wait are refused at once as unavailable', async () => {
  const task = hardship({ threads: 2, maxWaiting: 3 });
  const aborting = new AbortController();
  const running = Array.from({ length: 2 }, () =>
    pool.run(task, { way: 'spin' }, { signal: aborting.signal }),
  );
  const waiting = Array.from({ length: 3 }, () => pool.run(task, { way: 'work' }));
  await expect(pool.run(task, { way: 'work' })).rejects.toMatchObject({
    code: 'unavailable',
    message: 'too many hardships at once; try again in a few seconds',
  });
  aborting.abort(new Error('the test goes on'));
  for (const ended of running) await expect(ended).rejects.toThrow('the test goes on');
  expect(await Promise.all(waiting)).toHaveLength(3);
  await expect(pool.run(task, { way: 'work' })).resolves.toBeGreaterThan(0);
});

test('a task past its deadline is ended, and so is the wait of one that never got a thread', async () => {
  const task = hardship({ deadlineMilliseconds: 400 });
  const started = performance.now();
  const [running, waiting] = await Promise.allSettled([
    pool.run(task, { way: 'spin' }),
    pool.run(task, { way: 'spin' }),
  ]);
  const late = { code: 'unavailable', message: 'hardships take too long now; try again in a moment' };
  expect([running, waiting]).toMatchObject([{ reason: late }, { reason: late }]);
  expect(performance.now() - started).toBeGreaterThan(390);
  // No thread spins on: one that did would have the only place.
  const patient = { ...task, deadlineMilliseconds: 60_000 };
  await expect(pool.run(patient, { way: 'work' })).resolves.toBeGreaterThan(0);
  expect(deaths).toEqual([]);
});

test('a signal ends a task that runs, one that waits, and one that has not begun', async () => {
  const task = hardship();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const one = pool.run(task, { way: 'spin' }, { signal: running.signal });
  const two = pool.run(task, { way: 'work' }, { signal: waiting.signal });
  const three = pool.run(task, { way: 'work' });
  waiting.abort(new Error('left while waiting'));
  await expect(two).rejects.toThrow('left while waiting');
  running.abort(new Error('left while running'));
  await expect(one).rejects.toThrow('left while running');
  await expect(three).resolves.toBeGreaterThan(0);
  const gone = AbortSignal.abort(new Error('left before'));
  await expect(pool.run(task, { way: 'work' }, { signal: gone })).rejects.toThrow('left before');
  expect(deaths).toEqual([]);
});

test('a closed pool refuses what waits, what runs and what comes', async () => {
  const task = hardship();
  const open = [pool.run(task, { way: 'spin' }), pool.run(task, { way: 'work' })];
  const outcomes = Promise.allSettled(open);
  await pool.close();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } });
  await expect(pool.run(task, { way: 'work' })).rejects.toMatchObject({ code: 'unavailable' });
  expect(deaths).toEqual([]);
});

test('a thread does not see the secrets of the process', async () => {
  expect(await pool.run(hardship(), { way: 'secrets' })).toEqual([]);
});

test('a thread that has nothing to do for a minute ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const task = hardship();
    const first = await pool.run(task, { way: 'work' });
    vi.advanceTimersByTime(59_000);
    expect(await pool.run(task, { way: 'work' })).toBe(first);
    vi.advanceTimersByTime(61_000);
    expect(await pool.run(task, { way: 'work' })).not.toBe(first);
  } finally {
    vi.useRealTimers();
  }
});
