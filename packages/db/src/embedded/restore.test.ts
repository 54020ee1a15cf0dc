import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManifestError } from '../backup/postgres-manifest.ts';
import { restoreCluster } from './restore.ts';

let base: string;
let dataDir: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-restore-'));
  dataDir = join(base, 'data');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The files of a base backup: what its archive has, and what its list says that it has. */
function backupOf(archived: Record<string, string>, listed: Record<string, string>, isIntact = true) {
  const archive = pack();
  for (const [name, text] of Object.entries(archived)) archive.entry({ name }, text);
  archive.finalize();
  const files = Object.entries(listed).map(([Path, text]) => ({
    Path,
    Size: Buffer.byteLength(text),
    'Checksum-Algorithm': 'SHA256',
    Checksum: sha256(text),
  }));
  const head = `{ "Files": ${JSON.stringify(files)},\n`;
  const manifest = `${head}"Manifest-Checksum": "${sha256(isIntact ? head : 'another')}"}\n`;
  return (name: string) =>
    name.endsWith('.json')
      ? Readable.from([Buffer.from(manifest)])
      : Readable.from(archive as AsyncIterable<Buffer>);
}

const restore = (read: (name: string) => Readable, serverVersion = 180_004) =>
  restoreCluster({ dataDir, read, password: 'p', serverVersion, beforePlacing: async () => undefined });

const FILES = { PG_VERSION: '18\n', 'base/1/1': 'rows' };

test.each<[string, ReturnType<typeof backupOf>, string]>([
  ['lacks a file', backupOf({ PG_VERSION: '18\n' }, FILES), 'base/1/1 is missing'],
  [
    'has another content',
    backupOf({ ...FILES, 'base/1/1': 'ROWS' }, FILES),
    'base/1/1 is not what was backed up',
  ],
  ['has a file more', backupOf({ ...FILES, 'base/1/2': '' }, FILES), 'base/1/2 is not in the list of files'],
  ['has another list', backupOf(FILES, FILES, false), 'the list of files was altered'],
  [
    'leads out of its folder',
    backupOf({ '../../evil': 'x' }, FILES),
    '../../evil (file) does not belong into a database',
  ],
])('an archive that %s makes no database', async (_what, read, message) => {
  const failure = restore(read);
  await expect(failure).rejects.toThrow(ManifestError);
  await expect(failure).rejects.toThrow(message);
  expect(await readdir(dataDir)).toEqual([]);
  expect(await readdir(base)).toEqual(['data']);
});

test('a database of another major version is refused with the way to move it', async () => {
  await expect(restore(backupOf(FILES, FILES), 150_018)).rejects.toThrow(
    /^The backup is of PostgreSQL 15, and the embedded one is 18: .*--logical$/,
  );
});
