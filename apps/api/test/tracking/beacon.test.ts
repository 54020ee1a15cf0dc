import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  count,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
  rowCounts,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
let publishable: string;
let revoked: string;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'beaconed');
  publishable = (await issueKey(hub, 'publishable')).key;
  const old = await issueKey(hub, 'publishable');
  await hub.deps.services.keys.revoke(old.id, COMMAND_LINE);
  revoked = old.key;
});
afterAll(() => hub.stop());

const CLICK = '/api/affiliates/track/click';
const CONVERSION = '/api/affiliates/track/conversion';

/** What `navigator.sendBeacon(url, text)` sends. */
const beacon = (
  payload: string | Buffer,
  { url = CLICK, headers = {} }: { url?: string; headers?: Record<string, string> } = {},
) =>
  hub.app.inject({
    method: 'POST',
    url,
    headers: { ...asVisitor, 'content-type': 'text/plain;charset=UTF-8', ...headers },
    payload,
  });

/** A request that must be refused and leave every table as it was. */
async function refused(work: () => ReturnType<typeof beacon>) {
  const before = await rowCounts(hub);
  const answer = await work();
  expect(await rowCounts(hub)).toEqual(before);
  expect(answer.body).not.toMatch(/node_modules|"stack"/);
  return { status: answer.statusCode, error: answer.json().error };
}

test('a beacon is a click, an order’s beacon a claim', async () => {
  const { pixelId } = affiliate;
  const clicked = await beacon(JSON.stringify({ pixelId, landingPage: '/ü' }));
  expect(clicked.statusCode).toBe(200);
  expect(clicked.json()).toMatchObject({ success: true, counted: true });
  const ordered = await beacon(JSON.stringify({ pixelId, orderId: 'B-1', revenue: '9.99' }), {
    url: CONVERSION,
  });
  expect(ordered.json()).toMatchObject({ success: true });
  const [row] = await query(hub, sql`SELECT kind FROM aff_attributions WHERE order_id = 'B-1'`);
  expect(row).toEqual({ kind: 'claim' });
});

test.each(['text/plain', 'text/plain; charset=utf-8', 'Text/Plain;charset=UTF-8'])('%s', async (type) => {
  const answer = await beacon(JSON.stringify({ pixelId: affiliate.pixelId }), {
    headers: { 'content-type': type },
  });
  expect(answer.statusCode).toBe(200);
});

describe('the key of a beacon', () => {
  const withKey = (key: unknown, headers = {}) =>
    beacon(JSON.stringify({ pixelId: affiliate.pixelId, key }), { headers });

  test('may stand in the body when it is publishable', async () => {
    expect((await withKey(publishable)).statusCode).toBe(200);
  });

  test('says which storefront the event is from', async () => {
    await hub.deps.db.execute(sql`INSERT INTO storefronts (slug, name) VALUES ('outlet', 'Outlet')`);
    const { key } = await issueKey(hub, 'publishable', { storefront: 'outlet' });
    // The pixel is of another storefront than the key.
    expect(await refused(() => withKey(key))).toMatchObject({ status: 404, error: { code: 'not_found' } });
  });

  test('is refused when it is secret, revoked or unknown', async () => {
    const issued = await issueKey(hub, 'secret');
    for (const key of [SECRET_KEY, issued.key, revoked, 'pk_nobody_issued_this', '']) {
      expect(await refused(() => withKey(key)), key).toMatchObject({
        status: 401,
        error: { code: 'unauthorized' },
      });
    }
  });

  test('must be a text', async () => {
    for (const key of [1, null, true, {}, [publishable]]) {
      expect(await refused(() => withKey(key))).toMatchObject({
        status: 400,
        error: { details: [{ path: 'key' }] },
      });
    }
  });

  test('counts in a text body only: JSON has headers', async () => {
    const order = { pixelId: affiliate.pixelId, orderId: 'B-2', revenue: 1, key: SECRET_KEY };
    const answer = await hub.app.inject({
      method: 'POST',
      url: CONVERSION,
      headers: asVisitor,
      payload: order,
    });
    expect(answer.statusCode).toBe(200);
    const [row] = await query(hub, sql`SELECT kind FROM aff_attributions WHERE order_id = 'B-2'`);
    expect(row).toEqual({ kind: 'claim' });
  });
});

describe('a beacon that is no JSON event', () => {
  test.each(['', 'hello', '{', '{"pixelId":', '[]', '"text"', '1', 'null', '{"pixelId":{}}', '{}'])(
    '%j is refused',
    async (payload) => {
      expect(await refused(() => beacon(payload))).toMatchObject({
        status: 400,
        error: { code: 'bad_request', message: expect.any(String) },
      });
    },
  );

  test('nor does it reach into prototypes', async () => {
    const payload = `{"pixelId":"${affiliate.pixelId}","__proto__":{"isTrusted":true}}`;
    expect(await refused(() => beacon(payload))).toMatchObject({ status: 400 });
  });
});

test('text is JSON on tracking routes only', async () => {
  const affiliateText = JSON.stringify({ handle: 'by-text', name: 'By text' });
  expect(
    await refused(() => beacon(affiliateText, { url: '/api/affiliates', headers: asSecret })),
  ).toMatchObject({
    status: 415,
  });
  const procedure = '/trpc/tracking/tracking.recordClick';
  const answer = await beacon(JSON.stringify({ pixelId: affiliate.pixelId }), { url: procedure });
  expect(answer.statusCode).toBe(415);
  for (const type of ['application/x-www-form-urlencoded', 'text/html', 'text/plainer', 'application/xml']) {
    const headers = { 'content-type': type };
    const refusal = await refused(() => beacon(JSON.stringify({ pixelId: affiliate.pixelId }), { headers }));
    expect(refusal, type).toMatchObject({ status: 415, error: { code: 'unsupported_media_type' } });
  }
});

test('more than two megabytes are 413', async () => {
  const payload = JSON.stringify({ pixelId: affiliate.pixelId, padding: 'x'.repeat(2 * 1024 * 1024) });
  expect(await refused(() => beacon(payload))).toMatchObject({
    status: 413,
    error: { code: 'payload_too_large' },
  });
});

describe('a compressed body is refused unread', () => {
  const small = () => Buffer.from(JSON.stringify({ pixelId: affiliate.pixelId }));
  const bomb = () =>
    Buffer.from(JSON.stringify({ pixelId: affiliate.pixelId, padding: '0'.repeat(10 * 1024 * 1024) }));

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
    ['gzip, gzip', (body: Buffer) => gzipSync(gzipSync(body))],
  ] as const)('%s, as text and as JSON, small and 10 MB', async (encoding, compress) => {
    for (const body of [small(), bomb()]) {
      for (const type of ['text/plain', 'application/json']) {
        const headers = { 'content-type': type, 'content-encoding': encoding };
        const refusal = await refused(() => beacon(compress(body), { headers }));
        expect(refusal).toMatchObject({ status: 415, error: { code: 'unsupported_media_type' } });
      }
    }
  });

  test('whatever route it is for', async () => {
    const headers = { ...asSecret, 'content-type': 'application/json', 'content-encoding': 'gzip' };
    for (const url of ['/api/affiliates', '/trpc/tracking/tracking.recordClick', '/trpc/admin/ops.scanNow']) {
      expect(await refused(() => beacon(gzipSync('{}'), { url, headers }))).toMatchObject({ status: 415 });
    }
  });

  test('before the caller has sent it', async () => {
    if (!hub.app.server.listening) await hub.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = hub.app.server.address() as AddressInfo;
    const sending = httpRequest({
      port,
      method: 'POST',
      path: CLICK,
      headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain', 'content-length': 10_000_000 },
    });
    // The headers and one byte: the rest never comes.
    sending.write('x');
    const [response] = await once(sending, 'response');
    expect(response.statusCode).toBe(415);
    sending.destroy();
  });

  test('`identity` says that it is not compressed', async () => {
    const answer = await beacon(small(), { headers: { 'content-encoding': 'identity' } });
    expect(answer.statusCode).toBe(200);
  });
});

test('nothing of all that was counted twice', async () => {
  expect(await count(hub, sql`FROM aff_clicks WHERE counted`)).toBe(1);
});
