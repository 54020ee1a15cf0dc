import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, asVisitor, issueKey, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let pixelId: string;
beforeAll(async () => {
  hub = await startTestHub();
  for (let n = 1; n <= 20; n++) ({ pixelId } = await newAffiliate(hub, `partner-${n}`));
});
afterAll(() => hub.stop());

type Method = 'GET' | 'HEAD' | 'POST';
const ask = (url: string, headers: Record<string, string> = {}, method: Method = 'GET', payload?: object) =>
  hub.app.inject({
    method,
    url,
    headers: { ...asSecret, 'accept-encoding': 'br, gzip', ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

const LIST = '/api/affiliates?limit=20';
const CALL = `/trpc/admin/affiliates.listAffiliates?input=${encodeURIComponent('{"limit":20}')}`;
const BATCH = `/trpc/admin/affiliates.listAffiliates,ops.getOverview?batch=1&input=${encodeURIComponent('{"0":{"limit":20},"1":{}}')}`;

describe.each([
  ['REST', LIST],
  ['tRPC', CALL],
  ['a batch of tRPC', BATCH],
  ['the document of the API', '/openapi.json'],
])('%s', (_name, url) => {
  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['gzip;q=0', undefined, undefined],
    ['identity', undefined, undefined],
    ['', undefined, undefined],
  ] as const)('answers “%s” with %s', async (wish, encoding, unpack) => {
    const plain = await ask(url, { 'accept-encoding': 'identity' });
    const answer = await ask(url, { 'accept-encoding': wish });
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, encoding]);
    expect(answer.headers.vary).toMatch(/(?:^|, )accept-encoding$/);
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
    const text = unpack === undefined ? answer.body : unpack(answer.rawPayload).toString();
    expect(JSON.parse(text)).toEqual(plain.json());
    if (unpack !== undefined) expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  });
});

test.each([LIST, '/openapi.json'])('%s answers HEAD without a body', async (url) => {
  const answer = await ask(url, {}, 'HEAD');
  expect([answer.statusCode, answer.body, answer.headers['content-encoding']]).toEqual([200, '', undefined]);
  expect(answer.headers.vary).toContain('accept-encoding');
});

describe('is not compressed:', () => {
  test.each([
    ['what fits into a packet', '/api/affiliates?limit=1'],
    ['a refusal', '/api/affiliates?limit=nope'],
  ])('%s', async (_name, url) => {
    const { headers, rawPayload } = await ask(url);
    expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
    expect(headers['content-length']).toBe(String(rawPayload.length));
  });

  test('what is written, such as a key beside what the caller sent', async () => {
    const name = 'a name '.repeat(30);
    const list = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        ask('/api/affiliates', {}, 'POST', { handle: `written-${n}`, name: `${name}${n}` }),
      ),
    );
    for (const { statusCode, headers } of list) {
      expect([statusCode, headers['content-encoding']]).toEqual([201, undefined]);
    }
    const call = await ask('/trpc/admin/affiliates.createAffiliate', {}, 'POST', { handle: 'by-trpc', name });
    expect([call.statusCode, call.headers['content-encoding']]).toEqual([200, undefined]);
  });

  test('sign-in, clicks, the pixel, redirects', async () => {
    const { key } = await issueKey(hub, 'publishable');
    const visitor = { ...asVisitor, authorization: `Bearer ${key}` };
    const answers = [
      await ask('/api/auth/get-session'),
      await ask('/api/affiliates/track/click', visitor, 'POST', {
        pixelId,
        landingUrl: `https://shop.example/${'x'.repeat(1500)}`,
      }),
      await ask(`/api/affiliates/track/pixel.gif?pixelId=${pixelId}`, visitor),
    ];
    for (const { headers } of answers) expect(headers['content-encoding']).toBeUndefined();
  });
});

test('many at once do not mix', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => ask(`/api/affiliates?limit=${10 + (n % 10)}`)),
  );
  for (const [n, { rawPayload }] of answers.entries()) {
    expect(JSON.parse(brotliDecompressSync(rawPayload).toString())).toHaveLength(10 + (n % 10));
  }
});
