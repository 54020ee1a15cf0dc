import { createHash } from 'node:crypto';
import { verifyInstall } from '@dreamteamhub/sdk/testing';
import createClient from 'openapi-fetch';
import { type CollectionResult, convertV2 } from 'openapi-to-postmanv2';
import { Collection, type Item, Variable, VariableList } from 'postman-collection';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROWSER, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { issueKey, newAffiliate } from '../support/shop.ts';

// What strangers make from /openapi.json works with what it describes.
let hub: TestHub;
let endpoint: string;
let document: Record<string, unknown>;

beforeAll(async () => {
  hub = await startTestHub();
  endpoint = await hub.app.listen({ host: '127.0.0.1', port: 0 });
  await newAffiliate(hub, 'tech-blog-2025');
  document = (await (await fetch(`${endpoint}/openapi.json`)).json()) as Record<string, unknown>;
});
afterAll(() => hub.stop());

test('the page that explains the API shows the same document', async () => {
  const { servers: _where, ...described } = document;
  const shown = (await hub.app.inject('/docs/json')).json() as Record<string, unknown>;
  expect(shown).toEqual({ ...described, servers: shown.servers });
  expect((await hub.app.inject('/docs/yaml')).body).toContain('/api/affiliates/track/click:');
});

const conversions = async () => {
  const answer = await fetch(`${endpoint}/api/affiliates/conversions`, {
    headers: { authorization: `Bearer ${SECRET_KEY}` },
  });
  return (await answer.json()) as { orderId: string; kind: string }[];
};

describe.each(['Schema', 'Example'] as const)('a Postman collection of %ss', (parametersResolution) => {
  let items: Item[];

  beforeAll(async () => {
    const made = await new Promise<CollectionResult | undefined>((resolve, reject) =>
      convertV2({ type: 'json', data: document }, { parametersResolution }, (error, result) =>
        error ? reject(error) : resolve(result),
      ),
    );
    expect(made?.result, made?.reason).toBe(true);
    const collection = new Collection(made?.output?.[0]?.data);
    items = [];
    collection.forEachItem((item) => items.push(item));
    expect(collection.variables.get('baseUrl')).toBe(endpoint);
  });

  /** Sends an item as Postman does with the variables that a person fills in. */
  async function send(path: string, filled: object, unique = {}): Promise<Response> {
    const item = items.find(({ request }) => request.url.getPath() === path);
    if (item === undefined) throw new Error(`no item for ${path}`);
    const { request } = item;
    const known = new VariableList(undefined as never, [
      new Variable({ key: 'baseUrl', value: endpoint }),
      new Variable({ key: 'bearerToken', value: SECRET_KEY }),
    ]);
    const [token] = request.auth?.parameters().all() ?? [];
    const headers: Record<string, string> = {
      ...request.headers.toObject(),
      ...(request.auth?.type === 'bearer' && {
        authorization: `Bearer ${known.replace(String(token?.value))}`,
      }),
    };
    const isFilled = parametersResolution === 'Example';
    const body = { ...(isFilled ? JSON.parse(request.body?.raw ?? '{}') : filled), ...(isFilled && unique) };
    return fetch(known.replace(request.url.toString()), {
      method: request.method,
      headers,
      body: JSON.stringify(body),
    });
  }

  test('sends orders with the key: they are verified', async () => {
    const orderId = `ORD-${parametersResolution}`;
    const order = { handle: 'tech-blog-2025', orderId, revenue: '99.99' };
    const answer = await send('/api/affiliates/track/conversion', order, { orderId });
    expect([answer.status, await answer.json()]).toMatchObject([200, { success: true }]);
    expect(await conversions()).toContainEqual(expect.objectContaining({ orderId, kind: 'verified' }));
  });

  test('sends refunds, clicks, affiliates and products with it', async () => {
    const refund = { orderId: 'ORD-1001', refundId: 'R-1' };
    const click = { handle: 'tech-blog-2025' };
    const sku = `SKU-${parametersResolution}`;
    const product = { sku, name: 'n', stock: 1, threshold: 1 };
    const handle = `another-${parametersResolution}`;
    const answers = [
      await send('/api/affiliates/refunds', refund, { refundId: parametersResolution }),
      await send('/api/affiliates/track/click', click),
      await send('/api/affiliates/track/clicks', { events: [click] }),
      await send('/api/affiliates', { handle, name: 'n' }, { handle }),
      await send('/api/inventory/products', product, { sku }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201, 201]);
  });

  test('has the links and the pixel, which take no key', () => {
    for (const path of ['/px.gif', '/r/:handle']) {
      const found = items.find(({ request }) => request.url.getPath({ unresolved: true }) === path);
      expect([path, found?.request.auth?.type]).toEqual([path, undefined]);
    }
  });
});

test('a client of openapi-fetch reads and writes', async () => {
  const client = createClient<Record<string, never>>({
    baseUrl: endpoint,
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'user-agent': BROWSER },
  }) as unknown as Record<
    'GET' | 'POST',
    (path: string, init?: object) => Promise<{ data?: unknown; error?: unknown }>
  >;
  const order = { handle: 'tech-blog-2025', orderId: 'ORD-fetch', revenue: 1.5 };
  const sent = await client.POST('/api/affiliates/track/conversion', { body: order });
  expect(sent.data).toMatchObject({ success: true });
  const again = await client.POST('/api/affiliates/track/conversion', { body: order });
  expect(again.error).toMatchObject({ error: { code: 'conflict' } });
  const list = await client.GET('/api/affiliates', { params: { query: { limit: 1 } } });
  expect(list.data).toHaveLength(1);
});

test('the document says who may call what, with the key first', () => {
  const operations = Object.values(document.paths as Record<string, Record<string, Operation>>).flatMap(
    (methods) => Object.values(methods),
  );
  const of = (id: string) => operations.find(({ operationId }) => operationId === id) as Operation;
  expect(of('tracking.recordConversion')).toMatchObject({
    security: [{ key: [] }, {}],
    requestBody: { required: true },
  });
  // What only people may do says so.
  expect(of('affiliates.approveConversion').security).toEqual([{ session: [] }]);
  expect(of('affiliates.createAffiliate').security).toEqual([{ key: [] }, { session: [] }]);
  expect(of('affiliates.listAffiliates').responses['200']).toHaveProperty('headers.Link');
  expect(Object.keys(document.webhooks as object)).toContain('conversion.refunded');
});

interface Operation {
  operationId: string;
  security: object[];
  responses: Record<string, object>;
}

describe('verifyInstall', () => {
  const secretOf = async (scopes: ('events:write' | 'ops:read')[]) =>
    (await issueKey(hub, 'secret', { scopes })).key;

  test('finds nothing wrong with a key that may write events, and writes none', async () => {
    const before = (await conversions()).length;
    const report = await verifyInstall({ endpoint, secretKey: await secretOf(['events:write']) });
    expect(report).toMatchObject({ ok: true, checks: [{}, {}, {}, { name: 'key', ok: true }] });
    expect(await conversions()).toHaveLength(before);
  });

  test('names a key that may not, and one that nobody knows', async () => {
    const weak = await verifyInstall({ endpoint, secretKey: await secretOf(['ops:read']) });
    expect(weak.checks.at(-1)?.message).toBe('secretKey: this key lacks the scope events:write');
    const unknown = await verifyInstall({ endpoint, secretKey: 'sk_nobody' });
    expect(unknown.checks.at(-1)?.message).toMatch(/^secretKey: this API key is not known/);
  });
});

test('a publishable key that signs is told that it cannot', async () => {
  const { key } = await issueKey(hub, 'publishable');
  // As another SDK would sign: ours sends nothing with such a key.
  const headers = {
    'content-type': 'application/json',
    'hub-key-id': createHash('sha256').update(key).digest('hex'),
    'webhook-id': 'm1',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': 'v1,AAAA',
  };
  const answer = await fetch(`${endpoint}/api/affiliates/track/conversion`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('a publishable key (pk_…) cannot sign');
});
