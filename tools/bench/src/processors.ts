import type { Server, Workbench } from './workbench.ts';

/**
 * Keeps the load to one processor and the server to the others. Returns how a command of the load has to begin.
 *
 * The kernel wakes the load where the server was when it answered. On a machine of two processors, both then wait for
 * each other on the one while the other is idle, which no server does whose callers are elsewhere. Linux only; elsewhere,
 * and with one processor, nothing changes.
 */
export async function keepApart(bench: Workbench, server: Server): Promise<string[]> {
  const processors = await allowedProcessors(bench);
  const last = processors.pop();
  if (last === undefined || processors.length === 0) return [];
  await bench.run('taskset', [
    '--all-tasks',
    '--cpu-list',
    '--pid',
    processors.join(','),
    String(server.pid),
  ]);
  return ['taskset', '--cpu-list', String(last)];
}

/** Returns the processors of this process, and so of those that it starts; none where nobody says. */
async function allowedProcessors(bench: Workbench): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const affinity = await bench
    .run('taskset', ['--cpu-list', '--pid', String(process.pid)])
    // util-linux is not everywhere.
    .catch(() => '');
  // "pid 42's current affinity list: 0-3,6"
  const ranges = /list: ([\d,-]+)/.exec(affinity)?.[1]?.split(',') ?? [];
  return ranges.flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, place) => from + place);
  });
}
