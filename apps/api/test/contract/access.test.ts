import { ROLES, SCOPES, type Scope } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import {
  callTrpc,
  type NamedEntry,
  namedEntries,
  newAddress,
  restRoute,
} from '../support/contract-entries.ts';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { issueKey, rowCounts } from '../support/shop.ts';

const callers = [
  'anonymous',
  'publishable',
  'environment',
  ...SCOPES.map((scope) => `key of ${scope}` as const),
  'test publishable',
  'test secret',
  'test key of ops:read',
  ...ROLES,
  'owner on another site',
  'removed owner',
  'revoked',
  'expired',
  'unknown',
] as const;
type Caller = (typeof callers)[number];

let hub: TestHub;
let headers: Record<Caller, Record<string, string>>;

beforeAll(async () => {
  hub = await startTestHub();
  const { keys, people } = hub.deps.services;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const keyOf = async (scope: Scope) => bearer((await issueKey(hub, 'secret', { scopes: [scope] })).key);
  const revoked = await issueKey(hub, 'secret');
  await keys.revoke(revoked.id, COMMAND_LINE);
  const expired = await issueKey(hub, 'secret');
  await keys.rotate({ id: expired.id, overlapSeconds: 0 }, COMMAND_LINE);

  await createOperator(hub);
  const owner = await signedIn(hub, OPERATOR);
  const gone = await createPerson(hub, 'owner');
  const removed = await signedIn(hub, gone);
  await people.remove(gone.id, COMMAND_LINE);
  headers = {
    anonymous: {},
    publishable: bearer((await issueKey(hub, 'publishable')).key),
    environment: bearer(SECRET_KEY),
    'key of events:write': await keyOf('events:write'),
    'key of affiliates:read': await keyOf('affiliates:read'),
    'key of affiliates:write': await keyOf('affiliates:write'),
    'key of inventory:read': await keyOf('inventory:read'),
    'key of inventory:write': await keyOf('inventory:write'),
    'key of ops:read': await keyOf('ops:read'),
    'key of ops:write': await keyOf('ops:write'),
    'key of money:read': await keyOf('money:read'),
    'test publishable': bearer((await issueKey(hub, 'publishable', { isTest: true })).key),
    'test secret': bearer((await issueKey(hub, 'secret', { isTest: true })).key),
    'test key of ops:read': bearer(
      (await issueKey(hub, 'secret', { isTest: true, scopes: ['ops:read'] })).key,
    ),
    owner,
    operator: await signedIn(hub, await createPerson(hub, 'operator')),
    analyst: await signedIn(hub, await createPerson(hub, 'analyst')),
    'owner on another site': { ...owner, origin: 'https://elsewhere.example' },
    'removed owner': removed,
    revoked: bearer(revoked.key),
    expired: bearer(expired.key),
    unknown: bearer('sk_nobody_ever_issued_this_key'),
  };
});
afterAll(() => hub.stop());

type Verdict = 'allowed' | 'unauthorized' | 'forbidden';

/** All that a test key may call: nothing of it reads or changes what counts. */
const IN_TEST_MODE = [
  'tracking.recordClick',
  'tracking.recordClicks',
  'tracking.recordConversion',
  'affiliates.recordRefund',
  'conversions.recordRefund',
  'orders.recordOrder',
  'inventory.updateStock',
  'inventory.adjustStock',
  'inventory.changeStock',
  'testEvents.listTestEvents',
  'testEvents.removeTestEvents',
];

/** What the contract's words mean, written down a second time; `allowed` then fails on the input, which is wrong on purpose. */
function expected({ path, entry: { access, scope, kind } }: NamedEntry, caller: Caller): Verdict {
  if (caller.startsWith('test ')) {
    if (!IN_TEST_MODE.includes(path)) return 'forbidden';
    if (caller === 'test publishable')
      return access === 'anyone' || access === 'key' ? 'allowed' : 'forbidden';
    return caller === 'test secret' || scope === 'ops:read' ? 'allowed' : 'forbidden';
  }
  if (caller === 'revoked' || caller === 'expired' || caller === 'unknown') return 'unauthorized';
  const isOpen = access === 'anyone';
  if (caller === 'environment' || caller.startsWith('key of ')) {
    const grants = caller === 'environment' || caller === `key of ${scope}`;
    if (scope === undefined) return isOpen ? 'allowed' : 'forbidden';
    return grants ? 'allowed' : 'forbidden';
  }
  if (isOpen) return 'allowed';
  if (caller === 'publishable') return access === 'key' ? 'allowed' : 'forbidden';
  if (caller === 'anonymous' || caller === 'removed owner' || access === 'key') return 'unauthorized';
  if (caller === 'owner on another site') return kind === 'mutation' ? 'forbidden' : 'allowed';
  const may = {
    owner: ['owner'],
    operator: ['owner', 'operator'],
    analyst: ['owner', 'operator', 'analyst'],
  };
  return may[access].includes(caller) ? 'allowed' : 'forbidden';
}

const answers = {
  allowed: { status: 400, code: 'bad_request' },
  unauthorized: { status: 401, code: 'unauthorized' },
  forbidden: { status: 403, code: 'forbidden' },
};

test('every entry declares who may call it', () => {
  const known: string[] = ['anyone', 'key', ...ROLES];
  for (const { path, entry } of namedEntries) {
    expect(known, path).toContain(entry.access);
    if (entry.scope !== undefined) expect(SCOPES, path).toContain(entry.scope);
    // What changes something is no analyst's business, save their own sessions, exports and views. Rules are tried out
    // with a body, and nothing is changed.
    if (entry.kind === 'mutation' && entry.access === 'analyst') {
      expect(path).toMatch(/^(?:account|exports|views)\.|^commissions\.(?:checkRule|preview|getImpact)$/);
    }
    // A key that may only read changes nothing.
    if (entry.kind === 'mutation') expect(entry.scope ?? 'none', path).not.toMatch(/:read$/);
  }
});

// An array is no entry's input: whoever gets past the guard is told so, and nothing is done.
test.each(namedEntries)('$path through tRPC, by every caller', async (target) => {
  const found = await verdicts(async (caller) => {
    const { status, error } = await callTrpc(hub, target, { input: [], headers: headers[caller] });
    return { status, code: error?.data.hubCode };
  });
  expect(found).toEqual(expectedOfAll(target));
});

test.each(namedEntries.filter(({ entry }) => entry.rest !== undefined))(
  '$path through REST, by every caller',
  async (target) => {
    const { method, path } = restRoute(target);
    const url = path.replace(/:\w+/g, '1');
    const found = await verdicts(async (caller) => {
      const response = await hub.app.inject(
        method === 'GET'
          ? {
              method,
              url: `${url}?noSuchField=1`,
              remoteAddress: newAddress(),
              headers: headers[caller],
            }
          : {
              method,
              url,
              remoteAddress: newAddress(),
              headers: { ...headers[caller], 'content-type': 'application/json' },
              payload: '[]',
            },
      );
      return { status: response.statusCode, code: response.json().error?.code };
    });
    expect(found).toEqual(expectedOfAll(target));
  },
);

type Answer = { status: number; code: string };

/** What each caller is answered. All are asked before anything is compared, so that a failure shows every wrong answer. */
async function verdicts(ask: (caller: Caller) => Promise<Answer>): Promise<Record<string, Answer>> {
  const found: Record<string, Answer> = {};
  for (const caller of callers) found[caller] = await ask(caller);
  return found;
}

function expectedOfAll(target: NamedEntry): Record<string, Answer> {
  return Object.fromEntries(callers.map((caller) => [caller, answers[expected(target, caller)]]));
}

test('a refused caller changes nothing', async () => {
  const before = await rowCounts(hub);
  const approve = { method: 'POST', url: '/api/affiliates/conversions/1/approve' } as const;
  expect((await hub.app.inject({ ...approve, headers: headers.environment })).statusCode).toBe(403);
  const create = { method: 'POST', url: '/api/affiliates', payload: { handle: 'x', name: 'x' } } as const;
  for (const caller of [
    'anonymous',
    'publishable',
    'analyst',
    'key of inventory:write',
    'owner on another site',
    'removed owner',
    'test publishable',
    'test secret',
    'revoked',
    'expired',
    'unknown',
  ] as const) {
    const { statusCode } = await hub.app.inject({ ...create, headers: headers[caller] });
    expect([401, 403]).toContain(statusCode);
  }
  expect(await rowCounts(hub)).toEqual(before);
});

test('an operator without an Origin is believed only when the browser says same-origin', async () => {
  const { origin: _origin, ...cookieOnly } = headers.operator;
  const create = (handle: string, extra: Record<string, string>) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates',
      payload: { handle, name: handle },
      headers: { ...cookieOnly, ...extra },
    });
  expect((await create('no-origin', {})).statusCode).toBe(403);
  expect((await create('cross', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  expect((await create('null-origin', { origin: 'null' })).statusCode).toBe(403);
  expect((await create('own-page', { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
});

describe('a storefront’s key', () => {
  let own: { id: number; pixelId: string };
  let foreign: { id: number; pixelId: string };
  let asStorefront: Record<string, string>;

  const send = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, as = asStorefront) =>
    hub.app.inject({ method, url, headers: as, ...(payload === undefined ? {} : { payload }) });

  beforeAll(async () => {
    await hub.deps.db.execute(sql`INSERT INTO storefronts (slug, name) VALUES ('second', 'Second shop')`);
    asStorefront = { authorization: `Bearer ${(await issueKey(hub, 'secret')).key}` };
    const create = (body: object) => send('POST', '/api/affiliates', body, headers.environment);
    own = (await create({ handle: 'own', name: 'Own' })).json();
    foreign = (await create({ handle: 'foreign', name: 'Foreign', storefront: 'second' })).json();
  });

  test('tracks its own affiliates only', async () => {
    const track = async (pixelId: string, as: Record<string, string>) =>
      (await send('POST', '/api/affiliates/track/click', { pixelId }, as)).statusCode;
    expect(await track(foreign.pixelId, headers.publishable)).toBe(404);
    expect(await track(foreign.pixelId, asStorefront)).toBe(404);
    expect(await track(foreign.pixelId, headers.environment)).toBe(200);
    expect(await track(own.pixelId, headers.publishable)).toBe(200);
    expect(await track(own.pixelId, asStorefront)).toBe(200);
  });

  test('sees and changes no other storefront’s affiliates and orders', async () => {
    const order = { pixelId: foreign.pixelId, orderId: 'F-1', revenue: 10 };
    await send('POST', '/api/affiliates/track/conversion', order, headers.environment);
    const handles = (await send('GET', '/api/affiliates'))
      .json()
      .map((item: { handle: string }) => item.handle);
    expect(handles).toContain('own');
    expect(handles).not.toContain('foreign');
    expect((await send('GET', '/api/affiliates/conversions')).json()).toEqual([]);
    expect((await send('PATCH', `/api/affiliates/${foreign.id}`, { name: 'Mine' })).statusCode).toBe(404);
    expect((await send('PATCH', `/api/affiliates/${own.id}`, { name: 'Mine' })).statusCode).toBe(200);
    const into = await send('POST', '/api/affiliates', { handle: 'x', name: 'X', storefront: 'second' });
    expect(into.statusCode).toBe(400);
    expect(into.json().error.message).toContain('storefront');
  });

  test('has no other storefront’s numbers in its overview, and is told of no other', async () => {
    const { key } = await issueKey(hub, 'secret', { storefront: 'second' });
    const asSecond = { authorization: `Bearer ${key}` };
    await hub.deps.services.affiliates.refreshMetrics();
    const whole = (await send('GET', '/api/ops/overview', undefined, headers.environment)).json();
    const second = (await send('GET', '/api/ops/overview', undefined, asSecond)).json();
    const first = (await send('GET', '/api/ops/overview')).json();
    expect(second).toMatchObject({ affiliateCount: 1, conversions30d: 1, revenue30d: '10.00' });
    expect(first).toMatchObject({ conversions30d: 0, revenue30d: '0.00' });
    expect(first.affiliateCount + second.affiliateCount).toBe(whole.affiliateCount);
    const shops = await hub.deps.services.storefronts.list({ storefrontId: 2 });
    expect(shops.items.map(({ slug }) => slug)).toEqual(['second']);
  });

  test('creates affiliates of its own storefront', async () => {
    const { key } = await issueKey(hub, 'secret', { storefront: 'second', scopes: ['affiliates:write'] });
    const created = await send(
      'POST',
      '/api/affiliates',
      { handle: 'seconds-own', name: 'X' },
      { authorization: `Bearer ${key}` },
    );
    expect(created.statusCode).toBe(201);
    const { rows } = await hub.deps.db.execute(sql`
      SELECT slug FROM storefronts JOIN affiliates ON storefront_id = storefronts.id WHERE handle = 'seconds-own'`);
    expect(rows).toEqual([{ slug: 'second' }]);
  });
});
