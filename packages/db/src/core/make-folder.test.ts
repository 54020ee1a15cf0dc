import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('folders above are made, several at once, and one that exists is left alone', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([
    makeFolder(deep, 0o700),
    makeFolder(deep, 0o700),
    makeFolder(join(folder, 'a', 'b'), 0o700),
  ]);
  await makeFolder(deep);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder that takes no new ones is an error, and no endless loop',
  async () => {
    await expect(makeFolder('/proc/x/y')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

test('a file or a link to nowhere in the way is an error', async () => {
  await writeFile(join(folder, 'file'), '');
  await symlink(join(folder, 'nowhere', 'at', 'all'), join(folder, 'link'));
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolder(join(folder, 'link'))).rejects.toThrow();
  await expect(makeFolder(join(folder, 'link', 'x'))).rejects.toThrow();
});
