import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  bodyOf,
  expectRefusal,
  inputsOf,
  isReadAsMeant,
  sendRaw,
  validInputs,
} from '../support/bad-input.ts';
import { callTrpc, type NamedEntry, restEntries, restRoute } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, asVisitor, click, convert, newAffiliate, rowCounts } from '../support/shop.ts';

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

const headersOf = ({ entry }: NamedEntry): Record<string, string> =>
  entry.scope === undefined ? operator : { ...asSecret, ...asVisitor };

/** What no field of any entry takes: wrong types, NUL, a lone surrogate, a text as long as the entry's requests may be. */
const badValues = (target: NamedEntry) => [
  { a: 1 },
  // Of a batch of clicks, each is answered by itself, whatever it is; a change of many takes ids, as a draft does.
  ...(['tracking.recordClicks', 'payouts.createBatch'].includes(target.path) ||
  target.path.startsWith('bulk.prepare')
    ? []
    : [[1]]),
  'a\u0000b',
  'a\ud800',
  'x'.repeat(tooLongFor(target)),
];

/** More characters than any text of an entry may have, and less than a request may. */
function tooLongFor({ entry, path }: NamedEntry): number {
  if (entry.access === 'anyone') return 15 * 1024;
  // A bank's answer may be a long text.
  return (path === 'payouts.answerBatch' ? 17 : 1) * 1024 * 1024;
}

const limitOf = ({ access, maxRequestBytes }: NamedEntry['entry']) =>
  access === 'anyone' ? 16 * 1024 : (maxRequestBytes ?? 2 * 1024 * 1024);

const withBody = restEntries.filter((target) => restRoute(target).method !== 'GET');

test('every REST row is tried', () => {
  const inputs = validInputs(pixelId);
  expect(restEntries.map(({ path }) => path).filter((path) => inputs[path] === undefined)).toEqual([]);
  for (const { path, entry } of restEntries) {
    const all = inputsOf(path, pixelId);
    for (const input of all) expect(entry.input.safeParse(input), path).toMatchObject({ success: true });
    // Otherwise a field that nobody sends wrongly would go untested.
    const { shape } = entry.input as unknown as { shape: Record<string, unknown> };
    expect([...new Set(all.flatMap(Object.keys))].sort(), path).toEqual(Object.keys(shape).sort());
  }
});

describe.each(withBody)('$path', (target) => {
  const send = (input: Record<string, unknown>, payload: string) =>
    sendRaw(hub, target, { input, payload, headers: headersOf(target) });

  test('a wrong value in any field is refused by name', async () => {
    for (const input of inputsOf(target.path, pixelId)) {
      const body = bodyOf(target, input);
      for (const field of Object.keys(body).filter((name) => !isReadAsMeant(target, name))) {
        for (const value of badValues(target)) {
          expectRefusal(await send(input, JSON.stringify({ ...body, [field]: value })), field);
        }
      }
    }
  });

  test('a missing required field is named', async () => {
    for (const input of inputsOf(target.path, pixelId)) {
      const body = bodyOf(target, input);
      for (const field of Object.keys(body)) {
        const { [field]: _left, ...rest } = body;
        if (target.entry.input.safeParse({ ...input, ...rest, [field]: undefined }).success) continue;
        expectRefusal(await send(input, JSON.stringify(rest)), field);
      }
    }
  });

  test('a body that is no JSON object is refused', async () => {
    const input = validInputs(pixelId)[target.path] ?? {};
    const bodies = ['{"a":', '[]', '"text"', '17', 'true', '{"__proto__":{"polluted":1}}', '\u0000', '{}{}'];
    for (const payload of bodies) expectRefusal(await send(input, payload));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a body over the limit is 413', async () => {
    const input = validInputs(pixelId)[target.path] ?? {};
    const limit = limitOf(target.entry);
    const { status, error } = await send(input, JSON.stringify({ x: 'x'.repeat(limit) }));
    expect({ status, code: error.code }).toEqual({ status: 413, code: 'payload_too_large' });
  });

  test('through tRPC the same values are refused the same way', async () => {
    const input = validInputs(pixelId)[target.path] ?? {};
    for (const field of Object.keys(input).filter((name) => !isReadAsMeant(target, name))) {
      const bad = { ...input, [field]: { a: 1 } };
      const { status, error, text } = await callTrpc(hub, target, {
        input: bad,
        headers: headersOf(target),
      });
      const { hubCode: code, details } = error.data;
      expectRefusal({ status, error: { code, message: error.message, details } }, field);
      expect(text).not.toMatch(/node_modules|"stack"/);
    }
  });
});

const strict = withBody.filter(({ prefix }) => prefix === '/trpc/admin');

test.each(strict)('$path refuses a field it does not know, by name', async (target) => {
  const input = validInputs(pixelId)[target.path] ?? {};
  const payload = JSON.stringify({ ...bodyOf(target, input), surprise: 1 });
  expectRefusal(await sendRaw(hub, target, { input, payload, headers: headersOf(target) }), 'surprise');
});

test('an event without affiliate is refused, whatever else it holds', async () => {
  for (const { status, body } of [
    await click(hub, { landingPage: '/' }),
    await convert(hub, { orderId: 'X', revenue: 1 }),
  ]) {
    expectRefusal({ status, error: body.error }, 'pixelId');
  }
});
