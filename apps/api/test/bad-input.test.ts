import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt, type NamedEntry, restEntries, restRoute } from './contract-entries.ts';
import { startTestHub, type TestHub } from './hub-fixture.ts';
import { createOperator, signedIn } from './operator.ts';
import { asSecret, asVisitor, click, convert, newAffiliate, rowCounts } from './shop.ts';

let hub: TestHub;
let pixelId: string;
let operator: Record<string, string>;
let before: Record<string, number>;

beforeAll(async () => {
  hub = await startTestHub();
  ({ pixelId } = await newAffiliate(hub, 'tech-blog'));
  await convert(hub, { pixelId, orderId: 'ORD-0', revenue: 1 });
  await hub.app.inject({
    method: 'POST',
    url: '/api/inventory/products',
    headers: asSecret,
    payload: { sku: 'W-1', name: 'Widget', stock: 5, threshold: 1 },
  });
  await createOperator(hub);
  operator = await signedIn(hub);
  before = await rowCounts(hub);
});
afterAll(() => hub.stop());

// Whatever a test sent, it was refused as a whole.
afterEach(async () => {
  expect(await rowCounts(hub)).toEqual(before);
});

/** An input that each REST row would accept, path parameters included. */
function validInputs(): Record<string, Record<string, unknown>> {
  const id = { id: 1 };
  return {
    'tracking.recordClick': {
      pixelId,
      handle: 'tech-blog',
      eventId: '0190163d-8694-739b-aea5-966c26f8ad91',
      visitorId: 'v1',
      storefront: 'default',
      landingPage: '/',
      referrer: '/',
      subId: 's',
      visitorIp: '198.51.100.1',
      visitorUserAgent: 'x',
    },
    'tracking.recordConversion': {
      pixelId,
      handle: 'tech-blog',
      eventId: '0190163d-8694-739b-aea5-966c26f8ad92',
      visitorId: 'v1',
      storefront: 'default',
      orderId: 'ORD-1',
      revenue: 9.99,
      commission: '0.99',
      currency: 'USD',
      clickId: 1,
    },
    'affiliates.createAffiliate': {
      handle: 'new',
      name: 'New',
      status: 'active',
      commissionBps: 100,
      storefront: 'default',
    },
    'affiliates.listAffiliates': { status: 'active', search: 'x', limit: 10, cursor: 'aWQ6MQ' },
    'affiliates.updateAffiliate': { ...id, name: 'New', status: 'paused', commissionBps: 1 },
    'affiliates.listConversions': {
      affiliateId: 1,
      status: 'paid',
      kind: 'claim',
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'affiliates.approveConversion': id,
    'affiliates.markConversionPaid': id,
    'affiliates.voidConversion': id,
    'affiliates.verifyConversion': id,
    'inventory.createProduct': {
      sku: 'NEW',
      name: 'New',
      stock: 1,
      threshold: 1,
      unitPrice: '1.00',
      supplier: 'x',
    },
    'inventory.listProducts': {
      lowStockOnly: true,
      includeArchived: true,
      search: 'x',
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'inventory.updateStock': { sku: 'W-1', stock: 9, expectedStock: 5 },
    'inventory.adjustStock': { sku: 'W-1', quantityDelta: 1, reason: 'sale' },
    'inventory.updateProduct': {
      sku: 'W-1',
      name: 'x',
      threshold: 2,
      unitPrice: 1,
      supplier: 'x',
      isArchived: true,
    },
    'inventory.listEvents': { sku: 'W-1', limit: 1, cursor: 'aWQ6MQ' },
    'ops.testWebhook': { webhookUrl: 'http://127.0.0.1:9/x' },
    'ops.testEmail': {
      smtpHost: '127.0.0.1',
      smtpPort: 9,
      smtpUser: 'x',
      smtpPass: 'x',
      emailFrom: 'a@shop.example',
      emailTo: 'b@shop.example',
    },
    'ops.scanNow': {},
    'ops.getOverview': {},
    'ops.getAlerting': {},
  };
}

const headersOf = ({ entry }: NamedEntry): Record<string, string> =>
  entry.access === 'operator' ? operator : { ...asSecret, ...asVisitor };

/** Sends a body as raw text, so that it may be what no serializer writes. */
async function sendRaw(target: NamedEntry, input: Record<string, unknown>, payload?: string) {
  const { method, path } = restRoute(target);
  const url = path.replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(String(input[name])));
  const response = await hub.app.inject({
    method,
    url,
    headers: { ...headersOf(target), 'content-type': 'application/json' },
    ...(payload === undefined ? {} : { payload }),
  });
  expect(response.body).not.toMatch(/node_modules|\bat .+:\d+:\d+|"stack"/);
  return { status: response.statusCode, text: response.body, error: response.json().error };
}

function expectRefusal(answer: { status: number; error: unknown; text: string }, field?: string) {
  expect(answer.status, answer.text).toBe(400);
  expect(answer.error).toMatchObject({ code: 'bad_request', message: expect.any(String) });
  if (field !== undefined) expect(answer.text).toContain(field);
}

const BAD_VALUES: [string, unknown][] = [
  ['an object', { a: 1 }],
  ['an array', [1]],
  ['NUL', 'a\u0000b'],
  ['a lone surrogate', 'a\ud800'],
  ['a megabyte', 'x'.repeat(1024 * 1024)],
  ['true as text', 'not a value of this field \u0000'],
];

const withBody = restEntries.filter((target) => restRoute(target).method !== 'GET');

test('every REST row is tried', () => {
  const inputs = validInputs();
  expect(restEntries.map(({ path }) => path).filter((path) => inputs[path] === undefined)).toEqual([]);
  for (const { path, entry } of restEntries) {
    expect(entry.input.safeParse(inputs[path]), path).toMatchObject({ success: true });
    // Otherwise a field that nobody sends wrongly would go untested.
    const { properties } = jsonSchemaOf(entry);
    expect(Object.keys(inputs[path] ?? {}).sort(), path).toEqual(Object.keys(properties).sort());
  }
});

function jsonSchemaOf(entry: NamedEntry['entry']): { properties: Record<string, unknown> } {
  const { shape } = entry.input as unknown as { shape: Record<string, unknown> };
  return { properties: shape };
}

describe.each(withBody)('$path', (target) => {
  const { path } = restRoute(target);
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const bodyOf = (input: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));

  test('a wrong value in any field is refused by name', async () => {
    const input = validInputs()[target.path] ?? {};
    const body = bodyOf(input);
    for (const field of Object.keys(body)) {
      for (const [, value] of BAD_VALUES) {
        expectRefusal(await sendRaw(target, input, JSON.stringify({ ...body, [field]: value })), field);
      }
    }
  });

  test('a missing required field is named', async () => {
    const input = validInputs()[target.path] ?? {};
    const body = bodyOf(input);
    for (const field of Object.keys(body)) {
      const { [field]: _left, ...rest } = body;
      if (target.entry.input.safeParse({ ...input, ...rest, [field]: undefined }).success) continue;
      expectRefusal(await sendRaw(target, input, JSON.stringify(rest)), field);
    }
  });

  test('a body that is no JSON object is refused', async () => {
    const input = validInputs()[target.path] ?? {};
    const bodies = ['{"a":', '[]', '"text"', '17', 'true', '{"__proto__":{"polluted":1}}', '\u0000', '{}{}'];
    for (const payload of bodies) expectRefusal(await sendRaw(target, input, payload));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('more than two megabytes are 413', async () => {
    const input = validInputs()[target.path] ?? {};
    const { status, error } = await sendRaw(
      target,
      input,
      JSON.stringify({ x: 'x'.repeat(2 * 1024 * 1024) }),
    );
    expect({ status, code: error.code }).toEqual({ status: 413, code: 'payload_too_large' });
  });

  test.runIf(target.prefix === '/trpc/admin')('an unknown field is named', async () => {
    const input = validInputs()[target.path] ?? {};
    expectRefusal(
      await sendRaw(target, input, JSON.stringify({ ...bodyOf(input), surprise: 1 })),
      'surprise',
    );
  });

  test('through tRPC the same values are refused the same way', async () => {
    const input = validInputs()[target.path] ?? {};
    for (const field of Object.keys(input)) {
      const bad = { ...input, [field]: { a: 1 } };
      const { status, error, text } = await callTrpc(hub, target, {
        input: bad,
        headers: headersOf(target),
      });
      expectRefusal({ status, error: { code: error.data.hubCode, message: error.message }, text }, field);
      expect(text).not.toMatch(/node_modules|"stack"/);
    }
  });
});

const NUMBERS: [path: string, field: string, raw: string][] = [
  ...['-1', '1.5', '1e309', '2147483648', '"5"', 'null', '-1e-7'].flatMap(
    (raw): [string, string, string][] => [
      ['inventory.createProduct', 'stock', raw],
      ['inventory.createProduct', 'threshold', raw],
      ['inventory.updateStock', 'stock', raw],
      ['inventory.updateStock', 'expectedStock', raw],
    ],
  ),
  ...['-1', '-0.01', '99.999', '1e309', '1e21', '"1e5"', '1e-7', '""', '" 1"', '"1,50"', '"0x10"'].flatMap(
    (raw): [string, string, string][] => [
      ['tracking.recordConversion', 'revenue', raw],
      ['tracking.recordConversion', 'commission', raw],
      ['inventory.createProduct', 'unitPrice', raw],
    ],
  ),
  ...['"1.234"', '1000000000000', '"1\\n"', '"١"', '".5"', '"5."', 'true', '"NaN"'].map(
    (raw): [string, string, string] => ['tracking.recordConversion', 'revenue', raw],
  ),
  ...['10001', '-1', '0.5'].map((raw): [string, string, string] => [
    'affiliates.createAffiliate',
    'commissionBps',
    raw,
  ]),
  ...['0', '65536', '"587"'].map((raw): [string, string, string] => ['ops.testEmail', 'smtpPort', raw]),
  ...['-2147483648', '2147483648', '0.5', '1e309'].map((raw): [string, string, string] => [
    'inventory.adjustStock',
    'quantityDelta',
    raw,
  ]),
  ...['0', '-1', '9007199254740993', '1.5'].map((raw): [string, string, string] => [
    'tracking.recordConversion',
    'clickId',
    raw,
  ]),
];

test.each(NUMBERS)('%s refuses %s = %s', async (path, field, raw) => {
  const { [field]: _replaced, sku, ...rest } = validInputs()[path] ?? {};
  const body = path === 'inventory.createProduct' ? { sku, ...rest } : rest;
  const payload = JSON.stringify(body).replace(/\}$/, `,"${field}":${raw}}`);
  expectRefusal(await sendRaw(entryAt(path), { sku }, payload), field);
});

test('an event without affiliate is refused, whatever else it holds', async () => {
  expectRefusal(textOf(await click(hub, { landingPage: '/' })), 'pixelId');
  expectRefusal(textOf(await convert(hub, { orderId: 'X', revenue: 1 })), 'pixelId');
});

const textOf = ({ status, body }: { status: number; body: { error: unknown } }) => ({
  status,
  error: body.error,
  text: JSON.stringify(body),
});
