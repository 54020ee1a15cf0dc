import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { callTrpc, type NamedEntry, namedEntries } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, asVisitor, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await newAffiliate(hub, 'tech-blog');
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(() => hub.stop());

/** Of whoever gets past the guard: an owner may call what no key may. */
const headersOf = ({ entry }: NamedEntry) =>
  entry.scope === undefined && entry.access !== 'anyone' ? owner : { ...asSecret, ...asVisitor };

const INTERESTING = [
  ...['tech-blog', 'ORD-1', 'default', 'USD', 'active', 'aWQ6MQ', 'aWQ6OTk5OTk5OTk5OTk5OTk5', '198.51.100.7'],
  ...['::1', '0190163d-8694-739b-aea5-966c26f8ad91', 'ffffffff-ffff-7fff-bfff-ffffffffffff', '99.99', '1e5'],
  ...['\u0000', '\ud800', '', ' ', '%', '__proto__', "'; DROP TABLE affiliates; --"],
  ...[0, -0, -1, 1, 0.1, 1e21, 2_147_483_647, 2_147_483_648, Number.MAX_SAFE_INTEGER, 5e-324],
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...INTERESTING) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** Inputs made of an entry's own fields, with values between right and absurd, and sometimes something else. */
function inputs({ entry }: NamedEntry) {
  const { shape } = entry.input as unknown as { shape: Record<string, unknown> };
  const fields = Object.fromEntries([...Object.keys(shape), 'surprise'].map((name) => [name, value]));
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

/** How often the entries that anybody may call are tried; `FUZZ_RUNS=10000` when there is time. */
const PUBLIC_RUNS = Number(process.env.FUZZ_RUNS ?? 200);
const IS_LONG = PUBLIC_RUNS > 200;
const PRIVATE_RUNS = 60;
const SLOWEST_MILLISECONDS = 1_000;

const runsOf = ({ entry }: NamedEntry) =>
  entry.access === 'anyone' || entry.access === 'key' ? PUBLIC_RUNS : PRIVATE_RUNS;

// These would send to wherever the input says.
const SENDS = new Set(['ops.testWebhook', 'ops.testEmail']);

const cases = namedEntries
  .filter(({ path }) => !SENDS.has(path))
  .map((target) => ({ target, path: target.path, numRuns: runsOf(target) }));

describe.each(cases)('$path', ({ target, numRuns }) => {
  test('no input makes it fail inside', async () => {
    await fc.assert(
      fc.asyncProperty(inputs(target), async (input) => {
        const begun = performance.now();
        const { status, text } = await callTrpc(hub, target, {
          input,
          headers: headersOf(target),
        });
        expect(status, text).toBeLessThan(500);
        expect(text).not.toMatch(/node_modules|"stack"/);
        // Only in a long run: the everyday one shares its machine.
        if (IS_LONG) expect(performance.now() - begun).toBeLessThan(SLOWEST_MILLISECONDS);
      }),
      { numRuns },
    );
  }, 3_600_000);
});

/** The two doors that are links, and so take their input from an address. */
describe.each([
  { door: '/px.gif', names: ['p', 'h', 'e', 'v', 'u', 'r', 's', 'pixelId', 'handle', 'surprise'] },
  { door: '/r/', names: ['to', 'sub', 's', 'e', 'surprise'] },
])('$door', ({ door, names }) => {
  const text = value.map((something) =>
    typeof something === 'string' ? something : JSON.stringify(something),
  );
  const addresses = fc.record({
    handle: fc.oneof(fc.constant('tech-blog'), text),
    parameters: fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 5 }),
    // Not everybody encodes what they write.
    isRaw: fc.boolean(),
    referer: text,
  });
  test('no address makes it fail inside, or leads anywhere but to the shop', async () => {
    await fc.assert(
      fc.asyncProperty(addresses, async ({ handle, parameters, isRaw, referer }) => {
        const encode = (part: string) =>
          isRaw ? part.replace(/[^!-~]/g, '') : encodeURIComponent(part.toWellFormed());
        const path = door === '/r/' ? `${door}${encode(handle)}` : door;
        const search = parameters.map(([name, given]) => `${name}=${encode(given)}`).join('&');
        const begun = performance.now();
        const response = await hub.app.inject({
          url: `${path}?${search}`,
          headers: { ...asVisitor, referer: referer.replace(/[^!-~]/g, '') },
        });
        expect(response.statusCode, response.body).toBeLessThan(500);
        expect(response.body).not.toMatch(/node_modules|"stack"/);
        if (response.statusCode === 302) {
          expect(new URL(String(response.headers.location)).origin).toBe('https://shop.example');
        }
        if (IS_LONG) expect(performance.now() - begun).toBeLessThan(SLOWEST_MILLISECONDS);
      }),
      { numRuns: PUBLIC_RUNS },
    );
  }, 3_600_000);
});
