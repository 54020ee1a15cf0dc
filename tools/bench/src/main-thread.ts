import { readFile } from 'node:fs/promises';

/** Returns the processor time of a process's main thread, which has the process's number, in milliseconds (Linux). */
export async function mainThreadMilliseconds({ pid }: { pid: number }): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}
