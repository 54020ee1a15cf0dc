import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Sends SIGKILL to a process and all its children at the same moment. A postmaster that is killed alone would leave its
 * backends time to finish; one that sees them die would try to recover: hence it is stopped first.
 */
export async function killFamily(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  for (const one of [...(await childrenOf(pid)), pid]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch (error) {
      // It had just ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const processes = process.platform === 'linux' ? await listByProc() : await listByPs();
  return processes.filter(({ parent }) => parent === pid).map((one) => one.pid);
}

/** Images of containers often come without ps. */
async function listByProc(): Promise<{ pid: number; parent: number }[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const stats = await Promise.all(
    // A process may end between the listing and the reading.
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)),
  );
  return stats
    .filter((stat) => stat !== null)
    .map((stat) => {
      // "pid (name) state parent …", and the name may hold anything.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid: Number.parseInt(stat, 10), parent: Number(parent) };
    });
}

async function listByPs(): Promise<{ pid: number; parent: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}
