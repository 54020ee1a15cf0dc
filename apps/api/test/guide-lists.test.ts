import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt, restEntries, restRoute } from './contract-entries.ts';
import { call, startTestHub, type TestHub } from './hub-fixture.ts';
import { asSecret, convert, newAffiliate } from './shop.ts';

const HOW_MANY = 60;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  const affiliate = await newAffiliate(hub, 'a-0');
  for (let index = 1; index < HOW_MANY; index++) await newAffiliate(hub, `a-${index}`);
  for (let index = 0; index < HOW_MANY; index++) {
    const body = { sku: `P-${index}`, name: `Product ${index}`, stock: index, threshold: 0 };
    await call(hub, { method: 'POST', url: '/api/inventory/products', body });
    await convert(hub, { pixelId: affiliate.pixelId, orderId: `O-${index}`, revenue: index });
  }
});
afterAll(() => hub.stop());

const lists = restEntries.filter(({ entry }) => entry.rest?.project === 'items');

/** Follows `Link: rel="next"` to the end. */
async function walk(url: string): Promise<{ id: number }[][]> {
  const pages: { id: number }[][] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const { status, headers, body } = await call(hub, { method: 'GET', url: next });
    expect(status).toBe(200);
    pages.push(body);
    const link = headers.link as string | undefined;
    next = link === undefined ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1];
    expect(pages.length).toBeLessThan(100);
  }
  return pages;
}

describe.each(lists)('$path', (list) => {
  const { path: url } = restRoute(list);

  test('answers a bare array', async () => {
    const { status, body } = await call(hub, { method: 'GET', url });
    expect(status).toBe(200);
    expect(Array.isArray(body)).toBe(true);
    expect(body.length).toBeGreaterThanOrEqual(50);
  });

  test('its Link header walks all pages, without gap or repeat', async () => {
    const pages = await walk(`${url}?limit=7`);
    const ids = pages.flat().map(({ id }) => id);
    expect(pages.slice(0, -1).every((page) => page.length === 7)).toBe(true);
    expect(ids).toHaveLength(HOW_MANY);
    expect(new Set(ids).size).toBe(HOW_MANY);
    const ascending = ids.toSorted((a, b) => a - b);
    expect([ascending, ascending.toReversed()]).toContainEqual(ids);
  });

  test('a page that holds exactly the rest has no Link', async () => {
    const { body, headers } = await call(hub, { method: 'GET', url: `${url}?limit=${HOW_MANY}` });
    expect(body).toHaveLength(HOW_MANY);
    expect(headers.link).toBeUndefined();
  });

  test('the Link keeps the other parameters and leads where nextCursor does', async () => {
    const { headers } = await call(hub, { method: 'GET', url: `${url}?limit=3` });
    const next = new URL(/<([^>]+)>/.exec(String(headers.link))?.[1] ?? '', 'http://hub.example');
    expect(next.pathname).toBe(url);
    expect(next.searchParams.get('limit')).toBe('3');
    const { data } = await callTrpc(hub, list, { input: { limit: 3 }, headers: asSecret });
    expect(next.searchParams.get('cursor')).toBe(data.nextCursor);
  });

  test('a cursor past the last row answers an empty page', async () => {
    for (const id of [2_147_483_647, 2_147_483_648, 999_999_999_999_999]) {
      const cursor = Buffer.from(`id:${id}`).toString('base64url');
      const { status, body } = await call(hub, { method: 'GET', url: `${url}?cursor=${cursor}` });
      expect(status).toBe(200);
      expect([0, 50, HOW_MANY]).toContain(body.length);
    }
  });
});

test('events answers 50 unless asked for more, and at most 500', async () => {
  const events = '/api/inventory/events';
  expect((await call(hub, { method: 'GET', url: events })).body).toHaveLength(50);
  expect((await call(hub, { method: 'GET', url: `${events}?limit=500` })).body).toHaveLength(HOW_MANY);
  expect((await call(hub, { method: 'GET', url: `${events}?limit=501` })).status).toBe(400);
});

test('events of one SKU are its own', async () => {
  const { body } = await call(hub, { method: 'GET', url: '/api/inventory/events?sku=P-7' });
  expect(body).toMatchObject([{ sku: 'P-7', eventType: 'initial', newStock: 7 }]);
});

test('affiliates and products list a thousand at most', async () => {
  for (const path of ['affiliates.listAffiliates', 'inventory.listProducts']) {
    const { status } = await callTrpc(hub, entryAt(path), { input: { limit: 1000 }, headers: asSecret });
    expect(status).toBe(200);
    const over = await callTrpc(hub, entryAt(path), { input: { limit: 1001 }, headers: asSecret });
    expect(over.status).toBe(400);
  }
});

test('lists are filtered by status, kind, affiliate and text, taken literally', async () => {
  const paused = await newAffiliate(hub, 'paused-one', { status: 'paused' });
  const handles = async (query: string) =>
    (await call(hub, { method: 'GET', url: `/api/affiliates?${query}` })).body.map(
      (row: { handle: string }) => row.handle,
    );
  expect(await handles('status=paused')).toEqual(['paused-one']);
  expect(await handles('search=A-59')).toEqual(['a-59']);
  expect(await handles('search=%25')).toEqual([]);
  expect(await handles('search=a_5')).toEqual([]);
  await call(hub, { method: 'PATCH', url: `/api/affiliates/${paused.id}`, body: { status: 'archived' } });
  expect(await handles('search=paused')).toEqual([]);
  expect(await handles('status=archived')).toEqual(['paused-one']);
  const claims = await call(hub, { method: 'GET', url: '/api/affiliates/conversions?kind=claim' });
  expect(claims.body).toEqual([]);
  const other = await call(hub, { method: 'GET', url: '/api/affiliates/conversions?affiliateId=2' });
  expect(other.body).toEqual([]);
});
