import { execFile } from 'node:child_process';
import { chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { CLI } from '@dreamteamhub/harness/built-hub.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort, type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';

const run = promisify(execFile);

let dataDir: DataDir;
let postgres: EmbeddedPostgres;
let admin: DatabaseConnection;
/** The authority that signed the server's certificate, and one that did not. */
let [ca, stranger] = ['', ''];
/** Files that the server's user owns: in its own folder. */
const cluster = (name: string) => join(postgres.dataDirectory, name);

beforeAll(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
  postgres = await startEmbeddedPostgres({ dataDir: dataDir.path });
  admin = connectDatabase({ connectionString: postgres.superuserUrl, maxConnections: 1 });
  ca = await makeAuthority('ca');
  stranger = await makeAuthority('stranger');
  await makeCertificate('localhost');
  await admin.pool.query('ALTER SYSTEM SET ssl = on');
  await admin.pool.query('SELECT pg_reload_conf()');
  await vi.waitFor(
    async () => expect((await admin.pool.query('SHOW ssl')).rows).toEqual([{ ssl: 'on' }]),
    30_000,
  );
});
afterAll(async () => {
  await admin.close();
  await postgres.stop();
  await dataDir.remove();
});

const openssl = (...args: string[]) => run('openssl', args, { cwd: dataDir.path });

async function makeAuthority(name: string): Promise<string> {
  await openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
  );
  return join(dataDir.path, `${name}.pem`);
}

/** Gives the server a certificate of the first authority for a host name. */
async function makeCertificate(host: string): Promise<void> {
  await writeFile(join(dataDir.path, 'san'), `subjectAltName = DNS:${host}`);
  await openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${host}`,
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
  );
  await openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'san', '-out', 'server.crt'],
  );
  const { uid, gid } = await stat(postgres.dataDirectory);
  for (const name of ['server.key', 'server.crt']) {
    await copyFile(join(dataDir.path, name), cluster(name));
    await chown(cluster(name), uid, gid);
  }
}

function address(settings: string, host = 'localhost'): string {
  const url = new URL(postgres.ownerUrl);
  url.hostname = host;
  url.search = settings.replace('$ca', ca).replace('$stranger', stranger);
  return url.href;
}

/** What becomes of a connection: whether it is encrypted, or the error's code. */
async function outcome(settings: string, host?: string): Promise<string> {
  let connection: DatabaseConnection | undefined;
  try {
    connection = connectDatabase({ connectionString: address(settings, host), maxConnections: 1 });
    const { rows } = await connection.pool.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    return rows[0]?.ssl ? 'encrypted' : 'in the clear';
  } catch (error) {
    const { code, message, cause } = error as { code?: string; message: string; cause?: { code?: string } };
    return code ?? cause?.code ?? message;
  } finally {
    await connection?.close();
  }
}

describe('what sslmode does', () => {
  test.each([
    ['', 'in the clear'],
    ['sslmode=disable', 'in the clear'],
    // Not as in psql: all of these check everything.
    ...['prefer', 'require', 'verify-ca', 'verify-full'].flatMap((mode) => [
      [`sslmode=${mode}`, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      [`sslmode=${mode}&sslrootcert=$stranger`, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      [`sslmode=${mode}&sslrootcert=$ca`, 'encrypted'],
    ]),
    ['sslrootcert=$ca', 'encrypted'],
    ['sslmode=no-verify', 'encrypted'],
    // As in psql.
    ['uselibpqcompat=true&sslmode=require', 'encrypted'],
    ['uselibpqcompat=true&sslmode=require&sslrootcert=$stranger', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['uselibpqcompat=true&sslmode=verify-ca&sslrootcert=$ca', 'encrypted'],
    ['uselibpqcompat=true&sslmode=verify-full&sslrootcert=$ca', 'encrypted'],
  ])('%s: %s', async (settings, expected) => {
    expect(await outcome(settings)).toBe(expected);
  });

  test.each([
    ['sslmode=verify-full&sslrootcert=$ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['sslmode=require&sslrootcert=$ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['sslmode=no-verify', 'encrypted'],
    ['uselibpqcompat=true&sslmode=verify-ca&sslrootcert=$ca', 'encrypted'],
    ['uselibpqcompat=true&sslmode=verify-full&sslrootcert=$ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s, by another name than the certificate’s: %s', async (settings, expected) => {
    expect(await outcome(settings, '127.0.0.1')).toBe(expected);
  });
});

/** The last line of what `hub migrate` says against an address; Node warns of some modes before it. */
async function complaint(
  settings: string,
  host?: string,
  more: Record<string, string> = {},
): Promise<string> {
  const env = { DATABASE_URL: address(settings, host), DATA_DIR: dataDir.path, ...more };
  const failure = await run(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'migrate'], {
    env,
  }).then(
    () => null,
    (error: { stderr: string }) => error.stderr,
  );
  expect(failure).not.toBeNull();
  expect(failure).not.toContain('    at ');
  expect(failure).not.toContain(new URL(postgres.ownerUrl).password);
  return failure?.trim().split('\n').at(-1) ?? '';
}

test('what is wrong with the server’s certificate is one line that says what to set', async () => {
  const port = new URL(postgres.ownerUrl).port;
  for (const settings of ['sslmode=verify-full', 'sslmode=verify-full&sslrootcert=$stranger']) {
    expect(await complaint(settings)).toMatch(
      new RegExp(
        `^cannot use the database localhost:${port}/hub: .*add sslrootcert=/path/to/ca.pem to DATABASE_URL`,
      ),
    );
  }
  expect(await complaint('sslmode=verify-full&sslrootcert=$ca', '127.0.0.1')).toMatch(
    /IP: 127\.0\.0\.1 is not in the cert's list.*Give DATABASE_URL a host name of that certificate/,
  );
  expect(await complaint('sslmode=verify-full&sslrootcert=/no/such/file.pem')).toMatch(
    /no such file or directory, open '\/no\/such\/file.pem'\. Check sslrootcert, sslcert and sslkey in DATABASE_URL/,
  );
  const MIGRATION_DATABASE_URL = address('sslmode=verify-full&sslrootcert=$stranger');
  expect(
    await complaint('sslmode=verify-full&sslrootcert=$ca', 'localhost', { MIGRATION_DATABASE_URL }),
  ).toContain('to MIGRATION_DATABASE_URL');
});

test('a whole hub works with a private authority, web processes and job queue included', async () => {
  const settings = '?sslmode=verify-full&sslrootcert=';
  const url = (role: string) => `${role.replace('127.0.0.1', 'localhost')}${settings}${ca}`;
  const product: Product = await startProduct({
    dataDir: dataDir.path,
    port: await freePort(),
    env: {
      DATABASE_URL: url(postgres.url),
      MIGRATION_DATABASE_URL: url(postgres.ownerUrl),
      WEB_CONCURRENCY: '2',
      SEED_SAMPLES: '0',
    },
  });
  try {
    const created = await request(product, 'POST', '/api/affiliates', { handle: 'known', name: 'Known' });
    expect(created.status).toBe(201);
    const { rows } = await admin.pool.query(
      `SELECT DISTINCT usename AS role, ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE datname = 'hub' AND usename <> 'hub'`,
    );
    expect(rows).toEqual([{ role: 'hub_app', ssl: true }]);
  } finally {
    expect(await product.stop()).toBe(0);
  }
});

test('a server without TLS, and one that insists on it, say what to set', async () => {
  await admin.pool.query('ALTER SYSTEM SET ssl = off');
  await admin.pool.query('SELECT pg_reload_conf()');
  await vi.waitFor(
    async () => expect((await admin.pool.query('SHOW ssl')).rows).toEqual([{ ssl: 'off' }]),
    30_000,
  );
  expect(await complaint('sslmode=require&sslrootcert=$ca')).toMatch(
    /does not support SSL connections\. Turn TLS on there \(ssl = on\), or take sslmode out of DATABASE_URL/,
  );
  await admin.pool.query('ALTER SYSTEM SET ssl = on');
  const rules = await readFile(cluster('pg_hba.conf'), 'utf8');
  await writeFile(
    cluster('pg_hba.conf'),
    `hostssl all hub_owner 127.0.0.1/32 scram-sha-256\nhost all hub 127.0.0.1/32 scram-sha-256\n`,
  );
  await admin.pool.query('SELECT pg_reload_conf()');
  await vi.waitFor(
    async () =>
      expect(await complaint('', '127.0.0.1')).toMatch(
        /no encryption\. Add sslmode=verify-full to DATABASE_URL/,
      ),
    { timeout: 60_000 },
  );
  await writeFile(cluster('pg_hba.conf'), rules);
  await admin.pool.query('SELECT pg_reload_conf()');
});
