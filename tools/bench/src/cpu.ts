import { readdir, readFile } from 'node:fs/promises';

/** USER_HZ, in which Linux reports CPU time on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time used so far, in microseconds. */
export interface CpuTime {
  node: number;
  postgres: number;
}

/** Returns the CPU time of a server and of PostgreSQL, each with all its processes; null where there is no /proc. */
export async function readCpuTime(pids: { server: number; postmaster: number }): Promise<CpuTime | null> {
  if (process.platform !== 'linux') return null;
  const stats: ProcessStat[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end between the listing and the reading.
    const stat = await readStat(Number(entry)).catch(() => null);
    if (stat !== null) stats.push(stat);
  }
  return { node: familyTime(stats, pids.server), postgres: familyTime(stats, pids.postmaster) };
}

/** Returns the time of a process and its children, those that have ended included. */
function familyTime(stats: ProcessStat[], pid: number): number {
  let total = 0;
  for (const stat of stats) {
    if (stat.pid === pid) total += stat.own + stat.endedChildren;
    if (stat.parent === pid) total += stat.own;
  }
  return total;
}

interface ProcessStat {
  pid: number;
  parent: number;
  own: number;
  endedChildren: number;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name before the last ")" may hold anything. */
async function readStat(pid: number): Promise<ProcessStat> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Field 3 of the manual, the state, is the first one here.
  const ticks = (field: number) => (Number(fields[field - 3]) / TICKS_PER_SECOND) * 1e6;
  return {
    pid,
    parent: Number(fields[4 - 3]),
    own: ticks(14) + ticks(15),
    endedChildren: ticks(16) + ticks(17),
  };
}
