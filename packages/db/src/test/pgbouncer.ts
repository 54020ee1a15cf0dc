import { execFile, spawn } from 'node:child_process';
import { access, chmod, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Where this machine has a PgBouncer, and which. */
interface PgBouncerBinary {
  path: string;
  /** As in 1.24. */
  version: number;
}

export interface PgBouncer {
  /** Leads to the database through the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** PgBouncer does not run as root; this is nobody, on every Linux. */
const NOBODY = 65_534;
const STARTS_WITHIN_MILLISECONDS = 10_000;

/** Whether it keeps prepared statements of one name apart. */
export const isCurrent = (version: number) => version >= 1.21;

/** Why a test is skipped. */
export const NO_PGBOUNCER = 'needs PgBouncer 1.21 or newer, on the PATH or in PGBOUNCER_PATH';

/**
 * Returns a PgBouncer of this machine, or null: PGBOUNCER_PATH has binaries, separated like the folders of PATH, and then
 * come those on the PATH.
 */
export async function findPgBouncer(is: (version: number) => boolean): Promise<PgBouncerBinary | null> {
  const named = (process.env.PGBOUNCER_PATH ?? '').split(delimiter);
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pgbouncer'));
  for (const path of [...named, ...onPath, '/usr/sbin/pgbouncer']) {
    if (path === '' || !(await isExecutable(path))) continue;
    const { stdout } = await promisify(execFile)(path, ['-V']);
    const [, major, minor = ''] = /PgBouncer (\d+)\.(\d+)/.exec(stdout) ?? [];
    const version = Number(`${major}.${minor.padStart(2, '0')}`);
    if (is(version)) return { path, version };
  }
  return null;
}

/** Starts a PgBouncer before a database; `settings` go into its configuration. */
export async function startPgBouncer(options: {
  binary: PgBouncerBinary;
  databaseUrl: string;
  poolMode: 'transaction' | 'session' | 'statement';
  settings?: Record<string, string | number>;
  /** Default: any free one. */
  port?: number;
}): Promise<PgBouncer> {
  const { binary, databaseUrl, poolMode, settings = {} } = options;
  const target = new URL(databaseUrl);
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'hub-pgbouncer-'));
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: poolMode,
    max_client_conn: 500,
    log_connections: 0,
    log_disconnections: 0,
    log_pooler_errors: 0,
    ...settings,
  };
  const configuration = [
    '[databases]',
    `* = host=${target.hostname} port=${target.port} user=${target.username} password=${decodeURIComponent(target.password)}`,
    '[pgbouncer]',
    ...Object.entries(lines).map(([name, value]) => `${name} = ${value}`),
  ];
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, `${configuration.join('\n')}\n`);
  await chmod(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  const child = spawn(binary.path, [file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-5_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const isUp = await Promise.race([answers(port), ended.then(() => false)]);
  if (!isUp) {
    await stop();
    throw new Error(`PgBouncer did not start: ${output}`);
  }
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return { url: url.href, stop };
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function answers(port: number): Promise<boolean> {
  for (const deadline = Date.now() + STARTS_WITHIN_MILLISECONDS; Date.now() < deadline; await sleep(20)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return true;
  }
  return false;
}
