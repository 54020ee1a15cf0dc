import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namedEntries, newAddress, restEntries, restRoute } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, click, convert, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  operator = await signedIn(hub);
});
afterAll(() => hub.stop());

const get = (url: string, headers?: Record<string, string>) =>
  call(hub, { method: 'GET', url, ...(headers === undefined ? {} : { headers }) });

const lists = restEntries.filter(({ entry }) => entry.rest?.project === 'items');

describe.each(lists)('$path', (list) => {
  const id = /^(?:affiliates|commissions)\./.test(list.path) ? '1' : '0190163d-8694-739b-aea5-966c26f8ad99';
  const path = restRoute(list).path.replace(':id', id);
  // What no key reads is for people.
  const getList = (url: string) => get(url, list.entry.scope === undefined ? operator : undefined);

  test.each(['99999999', '0', '-1', '1.5', 'abc', '', '1e2', '0x10', ' 5', '1&limit=2', '9'.repeat(400)])(
    'limit=%s is refused',
    async (limit) => {
      const { status, body } = await getList(`${path}?limit=${limit}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('limit') });
    },
  );

  test.each(['', 'x', 'aWQ6', 'aWQ6LTE', 'aWQ6MS41', '%00', 'a'.repeat(201), '1&cursor=2'])(
    'cursor=%s is refused',
    async (cursor) => {
      const { status, body } = await getList(`${path}?cursor=${cursor}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('cursor') });
    },
  );

  test('an unknown parameter is refused by name', async () => {
    const { status, body } = await getList(`${path}?colour=red`);
    expect({ status, message: body.error.message }).toEqual({
      status: 400,
      message: 'colour: is not a known field',
    });
  });

  test.each(['search=%00', 'search=', 'sku=%00', 'status=nope', '__proto__=1', 'constructor=1'])(
    '?%s is refused',
    async (query) => {
      expect((await getList(`${path}?${query}`)).status).toBe(400);
    },
  );
});

test.each([
  ['longer than a SKU may be', 'x'.repeat(256), 400],
  ['longer than a path may be', 'x'.repeat(3000), 400],
  ['NUL', '%00', 400],
  ['broken percent encoding', '%ff', 400],
  ['half a percent encoding', '%E0%A4%A', 400],
  ['a slash', 'a%2Fb', 404],
  ['only spaces', '%20', 400],
  ['unknown', 'NOBODY', 404],
  ['a prototype’s name', '__proto__', 404],
])('a SKU in the path that is %s', async (_name, sku, expected) => {
  for (const request of [
    { method: 'PUT', url: `/api/inventory/products/${sku}`, body: { stock: 1 } },
    { method: 'PATCH', url: `/api/inventory/products/${sku}`, body: { name: 'x' } },
    {
      method: 'POST',
      url: `/api/inventory/products/${sku}/adjust`,
      body: { quantityDelta: 1, reason: 'return' },
    },
  ] as const) {
    const { status, body } = await call(hub, request);
    expect(status).toBe(expected);
    expect(body).toEqual({ error: expect.objectContaining({ message: expect.any(String) }) });
    expect(body.error.code).toBe(expected === 400 ? 'bad_request' : 'not_found');
  }
});

test('the path and the body must name the same SKU', async () => {
  const { status, body } = await call(hub, {
    method: 'PUT',
    url: '/api/inventory/products/W-1',
    body: { sku: 'W-2', stock: 1 },
  });
  expect(status).toBe(400);
  expect(body.error.message).toContain('sku');
});

test.each(['abc', '-1', '0', '1.5', '1e3', '2147483648', '9'.repeat(30), '%00', '__proto__'])(
  'the id %s is refused',
  async (id) => {
    const patch = await call(hub, {
      method: 'PATCH',
      url: `/api/affiliates/${id}`,
      body: { name: 'x' },
    });
    expect(patch.status).toBe(400);
    for (const step of ['approve', 'mark-paid', 'void', 'verify']) {
      const url = `/api/affiliates/conversions/${id}/${step}`;
      const { status, body } = await call(hub, { method: 'POST', url, headers: operator });
      expect(status).toBe(400);
      expect(body.error.message).toContain('id');
    }
  },
);

test('an id that nobody has is 404', async () => {
  const url = '/api/affiliates/2147483647';
  expect((await call(hub, { method: 'PATCH', url, body: { name: 'x' } })).status).toBe(404);
});

test('tracking ignores fields it does not know', async () => {
  const { pixelId } = await newAffiliate(hub, 'tolerant');
  const future = { pixelId, inventedNextYear: { deep: [1] } };
  expect((await click(hub, future)).status).toBe(200);
  expect((await convert(hub, { ...future, orderId: 'T-1', revenue: 1 })).status).toBe(200);
});

test('another content type and a wrong method are refused in the hub’s own words', async () => {
  const xml = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates',
    headers: { ...asSecret, 'content-type': 'application/xml' },
    payload: '<x/>',
  });
  expect({ status: xml.statusCode, code: xml.json().error.code }).toEqual({
    status: 415,
    code: 'unsupported_media_type',
  });
  const removed = await hub.app.inject({ method: 'DELETE', url: '/api/affiliates', headers: asSecret });
  expect({ status: removed.statusCode, code: removed.json().error.code }).toEqual({
    status: 404,
    code: 'not_found',
  });
});

describe('a call by tRPC by another method than its own is refused with the one to use', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

  test.each(namedEntries)('$prefix/$path', async ({ prefix, path, entry }) => {
    const right = entry.kind === 'mutation' ? 'POST' : 'GET';
    for (const method of methods.filter((other) => other !== right)) {
      const response = await hub.app.inject({
        method,
        url: `${prefix}/${path}`,
        remoteAddress: newAddress(),
      });
      expect({ status: response.statusCode, allow: response.headers.allow }).toEqual({
        status: 405,
        allow: right,
      });
      expect(response.json()).toEqual({
        error: { code: 'method_not_allowed', message: `${path} takes ${right}, not ${method}` },
      });
    }
  });

  test('also in a batch, of which nothing is done', async () => {
    const before = await get('/api/affiliates?limit=200');
    const response = await hub.app.inject({
      method: 'POST',
      url: '/trpc/admin/affiliates.createAffiliate%2Caffiliates.listAffiliates?batch=1',
      headers: asSecret,
      payload: { 0: { handle: 'in-a-batch', name: 'In a batch' }, 1: {} },
    });
    expect({ status: response.statusCode, allow: response.headers.allow }).toEqual({
      status: 405,
      allow: 'GET',
    });
    expect((await get('/api/affiliates?limit=200')).body).toEqual(before.body);
  });

  test.each(['nothing.here', '__proto__.constructor', 'affiliates', 'affiliates.', ',', '%00'])(
    'but not where there is no procedure: %s',
    async (path) => {
      for (const method of ['GET', 'POST'] as const) {
        const payload = method === 'POST' ? { payload: {} } : {};
        const response = await hub.app.inject({
          method,
          url: `/trpc/admin/${path}`,
          remoteAddress: newAddress(),
          ...payload,
        });
        expect(response.statusCode).toBe(404);
      }
    },
  );
});
