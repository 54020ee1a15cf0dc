import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerWebApp } from '../../src/http/web-app.ts';

const CODE = `export const words = ${JSON.stringify('the same words again and again '.repeat(50))};`;
const PAGE = `<!doctype html><title>Dream Team Hub</title>${'<p>page</p>'.repeat(80)}`;

let directory: string;
let app: FastifyInstance;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'web-app-'));
  await mkdir(join(directory, 'assets'));
  const files = { 'index.html': PAGE, 'assets/index-Abc123.js': CODE, 'start.js': CODE };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), content);
    await writeFile(join(directory, `${name}.br`), brotliCompressSync(content));
    await writeFile(join(directory, `${name}.gz`), gzipSync(content));
  }
  await writeFile(join(directory, 'assets/small-Abc123.js'), 'export {};');
  app = Fastify();
  await registerWebApp(app, directory);
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true });
});

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url, headers });

describe('an asset', () => {
  test.each([
    ['br', 'gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip', 'gzip'],
    ['the better of two', 'gzip;q=0.5, br;q=1', 'br'],
    ['none without a wish', undefined, undefined],
    ['none for identity', 'identity', undefined],
    ['none where gzip is refused', 'gzip;q=0', undefined],
    ['none where all is refused', 'gzip;q=0, br;q=0, *;q=0', undefined],
  ])('comes as %s', async (_name, accepted, encoding) => {
    const answer = await ask(
      '/assets/index-Abc123.js',
      accepted === undefined ? {} : { 'accept-encoding': accepted },
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-type']).toMatch(/^(?:text|application)\/javascript; charset=utf-8$/);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.vary).toBe('accept-encoding');
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
    const unpack =
      { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((bytes: Buffer) => bytes);
    expect(unpack(answer.rawPayload).toString()).toBe(CODE);
  });

  test('has another tag for each way it comes, and is not sent again', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (wish) => {
        const { headers } = await ask('/assets/index-Abc123.js', { 'accept-encoding': wish });
        const again = await ask('/assets/index-Abc123.js', {
          'accept-encoding': wish,
          'if-none-match': `${headers.etag}`,
        });
        expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
        return headers.etag;
      }),
    );
    expect(new Set(tags).size).toBe(3);
  });

  test('too small to compress comes as it is', async () => {
    const answer = await ask('/assets/small-Abc123.js', { 'accept-encoding': 'br' });
    expect([answer.headers['content-encoding'], answer.body]).toEqual([undefined, 'export {};']);
  });

  test('answers HEAD like GET, without a body', async () => {
    const wish = { 'accept-encoding': 'br' };
    const get = await ask('/assets/index-Abc123.js', wish);
    const head = await ask('/assets/index-Abc123.js', wish, 'HEAD');
    expect(head.body).toBe('');
    for (const name of [
      'content-length',
      'content-encoding',
      'content-type',
      'etag',
      'vary',
      'cache-control',
    ]) {
      expect(head.headers[name], name).toBe(get.headers[name]);
    }
  });

  test('comes in part', async () => {
    const answer = await ask('/assets/index-Abc123.js', { range: 'bytes=0-9' });
    expect([answer.statusCode, answer.body]).toEqual([206, CODE.slice(0, 10)]);
    expect(answer.headers['content-range']).toBe(`bytes 0-9/${CODE.length}`);
    expect((await ask('/assets/index-Abc123.js', { range: 'bytes=999999-' })).statusCode).toBe(416);
  });

  test.each([
    '/assets/index-Old999.js',
    '/assets/',
    '/gone.js',
    '/favicon.ico?v=2',
    '/assets/index-Abc123.js.br',
  ])('%s is not there, and no page in its place', async (url) => {
    const answer = await ask(url, { accept: 'text/html,*/*' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['cache-control']).toBeUndefined();
  });
});

describe('a page', () => {
  const html = { accept: 'text/html', 'accept-encoding': 'br' };

  test.each(['/', '/inventory?sku=a.js', '/orders/1', '/inventory/shirt.png'])(
    '%s is the app',
    async (url) => {
      const answer = await ask(url, html);
      expect(answer.statusCode).toBe(200);
      expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(PAGE);
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers.vary).toBe('accept-encoding');
      const again = await ask(url, { ...html, 'if-none-match': `${answer.headers.etag}` });
      expect([again.statusCode, again.headers['cache-control']]).toEqual([304, 'no-cache']);
      expect((await ask(url, html, 'HEAD')).statusCode).toBe(200);
    },
  );

  test.each([
    ['/api/unknown', html],
    ['/orders/1', { accept: 'application/json' }],
  ])('%s is none', async (url, headers) => {
    const answer = await ask(url, headers);
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'not_found']);
  });
});

test('a file that is no asset is asked for again each time', async () => {
  const answer = await ask('/start.js', { 'accept-encoding': 'br' });
  expect([answer.headers['cache-control'], answer.headers['content-encoding']]).toEqual(['no-cache', 'br']);
});
