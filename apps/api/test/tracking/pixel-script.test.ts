import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerPixelScript } from '../../src/domains/tracking/http/pixel-script.ts';

const integrityOf = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`;

let folder: string;
let app: FastifyInstance;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-script-'));
  mkdirSync(join(folder, 'kept'));
  writeFileSync(join(folder, 'kept', '0.1.0.js'), 'old()');
  writeFileSync(join(folder, 'new.js'), 'newest()');
  writeFileSync(join(folder, 'debug.js'), 'debug()');
  app = Fastify();
  const files = {
    script: join(folder, 'new.js'),
    debug: join(folder, 'debug.js'),
    kept: join(folder, 'kept'),
  };
  registerPixelScript(app, { path: '/s/a.js', files, isHttps: false });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers = {}) => app.inject({ url, headers });

test('the newest script is where it is configured, and changes within the hour', async () => {
  const answer = await get('/s/a.js');
  expect(answer.body).toBe('newest()');
  expect(answer.headers).toMatchObject({
    'cache-control': expect.stringMatching(/^public, max-age=3600/),
    // Without it, a browser refuses a script with an integrity.
    'access-control-allow-origin': '*',
  });
  const compressed = await get('/s/a.js', { 'accept-encoding': 'gzip, br' });
  expect(brotliDecompressSync(compressed.rawPayload).toString()).toBe('newest()');
  const again = await get('/s/a.js', { 'if-none-match': answer.headers.etag });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test('beside it is said at what address exactly this one is, and its integrity', async () => {
  const { src, integrity } = (await get('/s/a.json')).json();
  expect(src).toMatch(/^\/s\/a\.[\da-f]{12}\.js$/);
  const pinned = await get(src);
  expect(pinned.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(integrityOf(pinned.body)).toBe(integrity);
});

test('the script of an earlier release stays at its address', async () => {
  const hash = createHash('sha256').update('old()').digest('hex').slice(0, 12);
  expect((await get(`/s/a.${hash}.js`)).body).toBe('old()');
  expect((await get('/s/a.000000000000.js')).statusCode).toBe(404);
  // Whichever a page has loaded finds what explains it.
  for (const url of ['/s/a.debug.js', `/s/a.${hash}.debug.js`]) expect((await get(url)).body).toBe('debug()');
});
