import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { assemble } from './assemble.ts';
import { readEnv } from './env.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { Module } from './module.ts';
import { createPlatform } from './platform.ts';

/** Modules whose every step is noted; the step named `fails` throws. */
function assembleNoting(fails?: string) {
  const steps: string[] = [];
  const step = (name: string) => async () => {
    steps.push(name);
    if (name === fails) throw new Error(`${name} failed`);
  };
  const makeModule = (name: string): Module => ({
    services: {},
    prepare: step(`prepare ${name}`),
    background: [{ start: step(`start ${name}`), stop: step(`stop ${name}`) }],
    close: step(`close ${name}`),
  });
  const platform = createPlatform({
    env: readEnv({ DATA_DIR: '/nowhere' }),
    databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere',
    authSecret: 'test-only-secret-of-32-characters!',
    encryptionKeys: [Buffer.alloc(32, 'test-only')],
    log: pino({ level: 'silent' }),
  });
  vi.spyOn(platform, 'close').mockImplementation(step('close platform'));
  const queue = { start: step('start queue'), work: step('work'), stop: step('stop queue') };
  const parts = { ...platform, jobs: queue as unknown as JobQueue };
  return { steps, assembly: assemble(parts, [makeModule('a'), makeModule('b')]) };
}

test('modules start in the order of the list and stop backwards', async () => {
  const { steps, assembly } = assembleNoting();
  await assembly.startQueue();
  await assembly.startWork();
  expect(steps.splice(0)).toEqual(['start queue', 'work', 'start a', 'start b']);
  await assembly.stop();
  expect(steps).toEqual(['stop b', 'stop a', 'stop queue', 'close b', 'close a', 'close platform']);
});

test.each([
  ['start queue', ['stop queue']],
  ['work', ['stop queue']],
  ['start a', ['stop a', 'stop queue']],
  ['start b', ['stop b', 'stop a', 'stop queue']],
])('when "%s" fails, what was started is stopped in reverse', async (fails, stopped) => {
  const { steps, assembly } = assembleNoting(fails);
  const starting = assembly.startQueue().then(() => assembly.startWork());
  await expect(starting).rejects.toThrow(`${fails} failed`);
  steps.length = 0;
  await assembly.stop();
  expect(steps).toEqual([...stopped, 'close b', 'close a', 'close platform']);
});

test('a part that fails to stop keeps none of the others from it', async () => {
  const { steps, assembly } = assembleNoting('stop b');
  await assembly.startQueue();
  await assembly.startWork();
  steps.length = 0;
  await expect(assembly.stop()).rejects.toThrow('not every part stopped cleanly');
  expect(steps).toEqual(['stop b', 'stop a', 'stop queue', 'close b', 'close a', 'close platform']);
});

test('stopping twice takes nothing back twice', async () => {
  const { steps, assembly } = assembleNoting();
  await assembly.stop();
  steps.length = 0;
  await assembly.stop();
  expect(steps).toEqual([]);
});
