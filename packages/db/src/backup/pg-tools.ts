import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Tool = 'pg_dump' | 'pg_restore';

/** Returns the path of a tool on this process's PATH, which its threads do not know; null when there is none. */
export async function findTool(tool: Tool): Promise<string | null> {
  const found = await run('/bin/sh', ['-c', `command -v ${tool}`]).catch(() => null);
  return found?.stdout.trim() || null;
}

/** Returns the major version of a tool; null when it does not run. */
export async function majorOf(path: string): Promise<number | null> {
  const found = await run(path, ['--version']).catch(() => null);
  return Number(/ (\d+)/.exec(found?.stdout ?? '')?.[1]) || null;
}

/** One that runs on a database. Its password is in its environment: everybody on the machine can read arguments. */
export function runTool(
  path: string,
  args: readonly string[],
  { url, signal }: { url: string; signal?: AbortSignal | undefined },
): { child: ChildProcessByStdio<Writable, Readable, Readable>; ended: Promise<void> } {
  const child = spawn(path, ['--no-password', ...args], {
    env: libpqEnvironment(url),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-2_000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${basename(path)} failed: ${errors.trim() || `it ended with ${code}`}`));
    });
  });
  // Whoever waits for its output may be told first.
  ended.catch(() => undefined);
  return { child, ended };
}

/**
 * What libpq takes from the environment, for a connection string as node-postgres reads it, which checks more than libpq does
 * under the same name: https://www.postgresql.org/docs/18/libpq-envars.html
 */
export function libpqEnvironment(connectionString: string): Record<string, string> {
  const url = new URL(connectionString);
  const option = (name: string) => url.searchParams.get(name) ?? '';
  const rootCertificate = option('sslrootcert');
  const mode = option('sslmode');
  const asked = {
    PGHOST: option('host') || decodeURIComponent(url.hostname),
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGSSLROOTCERT: rootCertificate,
    PGSSLCERT: option('sslcert'),
    PGSSLKEY: option('sslkey'),
    PGAPPNAME: 'dreamteamhub-backup',
  };
  const isLibpqs = option('uselibpqcompat') === 'true';
  const checks =
    !isLibpqs && (rootCertificate !== '' || ['prefer', 'require', 'verify-ca', 'verify-full'].includes(mode));
  const tls = checks
    ? // The authorities of the system, where no file names others.
      { PGSSLMODE: 'verify-full', PGSSLROOTCERT: rootCertificate || 'system' }
    : { PGSSLMODE: isLibpqs ? mode : mode === 'no-verify' ? 'require' : 'disable' };
  return Object.fromEntries(Object.entries({ ...asked, ...tls }).filter(([, value]) => value !== ''));
}
