import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { SealDao } from '@dreamteamhub/db/seals';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SecretBox } from './secret-box.ts';
import { openSecrets, sealOf } from './secrets.ts';
import { StartError } from './start-error.ts';

let dataDir: string;
let database: TestDatabase;
let connection: DatabaseConnection;
let warnings: string[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hub-secrets-'));
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  warnings = [];
});
afterEach(async () => {
  await connection.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

type Given = { HUB_AUTH_SECRET?: string; HUB_ENCRYPTION_KEY?: string };
const open = (given: Given = {}, folder = dataDir) =>
  openSecrets({ DATA_DIR: folder, ...given }, connection.db, (line) => warnings.push(line));
const file = (name: string) => join(dataDir, name);

/** The message of a start that is refused, in one line. */
async function refusal(given: Given = {}, folder = dataDir): Promise<string> {
  const error = await open(given, folder).then(
    () => new Error('it started'),
    (failure: unknown) => failure as Error,
  );
  expect(error).toBeInstanceOf(StartError);
  expect(error.message.split('\n')).toHaveLength(1);
  return error.message;
}

test('the first start writes secrets that only their owner can read, and later ones find them', async () => {
  const first = await open();
  expect(warnings).toHaveLength(2);
  for (const name of ['auth-secret', 'encryption-key']) {
    expect((await stat(file(name))).mode & 0o777).toBe(0o600);
    expect(await readFile(file(name), 'utf8')).toMatch(/^[\da-f]{64}$/);
  }
  expect(await open()).toEqual(first);
  expect(warnings).toHaveLength(2);
  // Nothing half-written is left beside them.
  expect((await readdir(dataDir)).sort()).toEqual(['auth-secret', 'encryption-key']);
});

test('processes that start at once agree on one', async () => {
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => open()));
  for (const other of others) expect(other).toEqual(first);
  expect((await readdir(dataDir)).sort()).toEqual(['auth-secret', 'encryption-key']);
});

test('machines that share a database and not their secrets are told so', async () => {
  const elsewhere = join(dataDir, 'elsewhere');
  const outcomes = await Promise.allSettled([open(), open({}, elsewhere)]);
  // Both may begin before the other has sealed anything; one of them wins.
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(StartError);
});

describe.each([
  ['auth-secret', 'HUB_AUTH_SECRET', '15 characters'],
  ['encryption-key', 'HUB_ENCRYPTION_KEY', 'a key of 32 bytes'],
] as const)('%s', (name, variable, short) => {
  test('that is damaged names the file and how to restore it, and stays as it is', async () => {
    await open();
    for (const [text, problem] of [
      ['', 'is empty'],
      [' \n', 'is empty'],
      ['fifteen letters', short],
    ] as const) {
      await writeFile(file(name), text);
      const message = await refusal();
      expect(message).toContain(`${file(name)} `);
      expect(message).toContain(problem);
      expect(message).toContain(`or set ${variable} to what it held`);
      expect(message).toContain(`npm run hub -- secrets forget ${name}`);
      expect(await readFile(file(name), 'utf8')).toBe(text);
    }
  });

  test('that was cut off within what may be a secret is found out as well', async () => {
    await open();
    const whole = await readFile(file(name), 'utf8');
    // 43 letters are 32 bytes in base64.
    await writeFile(file(name), whole.slice(0, 43));
    expect(await refusal()).toContain(`${file(name)} is not what this database was written with`);
    await writeFile(file(name), whole);
    await open();
  });

  test('that cannot be read is not replaced', async () => {
    await mkdir(file(name));
    expect(await refusal()).toContain(`${file(name)} cannot be read (EISDIR`);
    await rm(file(name), { recursive: true });
    await writeFile(file(name), 'x'.repeat(64), { mode: 0o000 });
    await chmod(file(name), 0o000);
    // Root reads everything.
    if (process.getuid?.() !== 0) expect(await refusal()).toContain('cannot be read (EACCES');
  });

  test('that is missing where the database was written with one is not made anew', async () => {
    await open();
    const whole = await readFile(file(name), 'utf8');
    await rm(file(name));
    expect(await refusal()).toContain(`${file(name)} is missing`);
    expect(await readdir(dataDir)).not.toContain(name);
    await open({ [variable]: whole });
    expect(await refusal({ [variable]: randomBytes(32).toString('hex') })).toContain(
      `${variable} is not what this database was written with`,
    );
  });
});

test('a database from before there were seals knows an encryption key by what it has sealed', async () => {
  const [lost, other] = [randomBytes(32), randomBytes(32)];
  await database.pool.query(
    `INSERT INTO api_keys (storefront_id, kind, name, key_hash, last_four, signing_key) VALUES (1, 'secret', 'old', 'hash', 'last', $1)`,
    [new SecretBox([lost]).seal('signing key', 'place')],
  );
  expect(await refusal()).toContain(`${file('encryption-key')} is missing`);
  expect(await refusal({ HUB_ENCRYPTION_KEY: other.toString('hex') })).toContain(
    'HUB_ENCRYPTION_KEY is not what this database was written with',
  );
  await open({ HUB_ENCRYPTION_KEY: lost.toString('hex') });
});

test('a new key in front of the old one opens the seal, and alone once that is sealed anew', async () => {
  const [old, next] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')];
  await open({ HUB_ENCRYPTION_KEY: old });
  const { encryptionKeys } = await open({ HUB_ENCRYPTION_KEY: `${next},${old}` });
  expect(await refusal({ HUB_ENCRYPTION_KEY: next })).toContain('is not what this database was written with');
  await new SealDao(connection.db).replaceSeal('encryption-key', sealOf('encryption-key', `${next},${old}`));
  await open({ HUB_ENCRYPTION_KEY: next });
  expect(encryptionKeys).toHaveLength(2);
});
