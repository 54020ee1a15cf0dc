import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { OsUser } from './os-user.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';
import { type RunningServer, waitForServer } from './probe.ts';

const LAUNCH_DEADLINE_MS = 15_000;
const FAST_STOP_MS = 8_000;
const IMMEDIATE_STOP_MS = 3_000;
const ZOMBIE_GRACE_MS = 500;
const LOG_FILE = 'hub-server.log';
const LOG_ROTATE_BYTES = 10_000_000;

/** Temporary failures: another program took the port, or backends of a killed server have not exited yet. */
const PASSING_FAILURE =
  /could not bind|Address already in use|shared memory block|lock file "postmaster.pid" already exists/;

export interface LaunchOptions {
  binaries: Binaries;
  user: OsUser | undefined;
  preferredPort: number | undefined;
  durable: boolean;
  log: (line: string) => void;
}

/** Starts PostgreSQL and returns once it answers queries. */
export async function launchServer(cluster: Cluster, options: LaunchOptions): Promise<RunningServer> {
  const deadline = Date.now() + LAUNCH_DEADLINE_MS;
  for (;;) {
    const port = await choosePort(options.preferredPort);
    const outcome = await launchOnce(cluster, options, port);
    if (typeof outcome !== 'string') return outcome;
    if (!PASSING_FAILURE.test(outcome) || Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL in ${cluster.directory} did not start:\n${outcome}\nIts log: ${join(cluster.directory, LOG_FILE)}`,
      );
    }
    await sleep(200);
  }
}

/** Returns the running server, or the server's output when it exited. */
async function launchOnce(
  cluster: Cluster,
  options: LaunchOptions,
  port: number,
): Promise<RunningServer | string> {
  const logPath = join(cluster.directory, LOG_FILE);
  const logFile = await openLog(logPath, options.user);
  const { size: logStart } = await logFile.stat();
  const child = spawn(options.binaries.postgres, serverArguments(cluster.directory, port, options.durable), {
    ...options.user,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    // Its own session: Ctrl-C and `kill -- -pgid` are meant for us, and the database must stop last.
    detached: true,
    // A file, not a pipe, so that a server that outlives us never blocks on its output.
    stdio: ['ignore', logFile.fd, logFile.fd],
  });
  child.unref();
  const ended = once(child, 'exit').then(
    () => 'ended' as const,
    (error: Error) => error.message,
  );
  const abort = new AbortController();
  try {
    const ready = waitForServer(cluster, { log: options.log, isStarting: true, signal: abort.signal });
    const first = await Promise.race([ended, ready]);
    if (first !== 'ended' && first !== undefined) return first;
    return (await readFile(logPath)).subarray(logStart).toString('utf8').trim();
  } catch (error) {
    // It runs and does not answer: nobody else would stop it.
    await stopServer(cluster, options).catch(() => undefined);
    throw error;
  } finally {
    abort.abort();
    await logFile.close();
  }
}

function serverArguments(directory: string, port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: `${sharedBuffersMegabytes()}MB`,
    // The first change to a page after a checkpoint logs the whole page: so few checkpoints.
    max_wal_size: '2GB',
    // Log files are reused instead of removed: creating one during a peak stalls every writer for tens of milliseconds.
    min_wal_size: '1GB',
    // Statements are short: compiling one takes longer than running it.
    jit: 'off',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // The application logs failing statements; here they would contain personal data.
    log_min_messages: 'log',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return [
    '-D',
    directory,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/**
 * An eighth of the memory, because the hub and others run here too. The pages that clicks touch at random should fit.
 */
function sharedBuffersMegabytes(): number {
  return Math.round(Math.min(Math.max(totalmem() / 2 ** 20 / 8, 128), 1024));
}

async function openLog(path: string, user: OsUser | undefined) {
  const size = await stat(path).then(
    (info) => info.size,
    () => 0,
  );
  if (size > LOG_ROTATE_BYTES) await rename(path, `${path}.1`);
  const file = await open(path, 'a', 0o600);
  if (user) await chown(path, user.uid, user.gid);
  return file;
}

async function choosePort(preferred: number | undefined): Promise<number> {
  return (preferred && (await tryPort(preferred))) || (await tryPort(0)) || 0;
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}

/**
 * Stops with a fast shutdown (sessions end, a checkpoint is written); past the deadline with an immediate one, from which
 * the next start recovers.
 */
export async function stopServer(
  cluster: Cluster,
  options: Pick<LaunchOptions, 'binaries' | 'log'>,
): Promise<void> {
  const pid = (await readPostmasterFile(cluster.directory))?.pid;
  if (!pid || !isAlive(pid)) return;
  if (process.platform === 'win32') {
    // Windows has no signals; pg_ctl talks to the server through a named pipe.
    await promisify(execFile)(options.binaries.pg_ctl, ['stop', '-D', cluster.directory, '-m', 'fast', '-w']);
    return;
  }
  process.kill(pid, 'SIGINT');
  if (await isGone(cluster, pid, FAST_STOP_MS)) return;
  options.log(`PostgreSQL did not stop within ${FAST_STOP_MS / 1000} s; stopping it at once.`);
  process.kill(pid, 'SIGQUIT');
  if (await isGone(cluster, pid, IMMEDIATE_STOP_MS)) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL (pid ${pid}) does not stop. Its log: ${join(cluster.directory, LOG_FILE)}`,
  );
}

async function isGone(cluster: Cluster, pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  let endedAt: number | undefined;
  while (Date.now() < deadline && isAlive(pid)) {
    // A server removes its file last of all. One adopted by a parent that does not reap then stays a zombie.
    if ((await readPostmasterFile(cluster.directory)) === undefined) endedAt ??= Date.now();
    if (endedAt && Date.now() - endedAt > ZOMBIE_GRACE_MS) return true;
    await sleep(20);
  }
  return !isAlive(pid);
}
