import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, type NamedEntry, namedEntries, newAddress, restRoute } from './contract-entries.ts';
import { SECRET_KEY, startTestHub, type TestHub } from './hub-fixture.ts';
import { createOperator, signedIn } from './operator.ts';
import { rowCounts } from './shop.ts';

const callers = [
  'anonymous',
  'publishable',
  'secret',
  'scopedSecret',
  'operator',
  'otherSite',
  'revoked',
  'unknown',
] as const;
type Caller = (typeof callers)[number];

let hub: TestHub;
let headers: Record<Caller, Record<string, string>>;

beforeAll(async () => {
  hub = await startTestHub();
  const { keys } = hub.deps.services;
  const publishable = await keys.issue({ kind: 'publishable', storefront: 'default', name: 'shop' });
  const scopedSecret = await keys.issue({ kind: 'secret', storefront: 'default', name: 'server' });
  const revoked = await keys.issue({ kind: 'secret', storefront: 'default', name: 'old' });
  await keys.revoke(revoked.id);
  await createOperator(hub);
  const operator = await signedIn(hub);
  headers = {
    anonymous: {},
    publishable: bearer(publishable.key),
    secret: bearer(SECRET_KEY),
    scopedSecret: bearer(scopedSecret.key),
    operator,
    otherSite: { ...operator, origin: 'https://elsewhere.example' },
    revoked: bearer(revoked.key),
    unknown: bearer('sk_nobody_ever_issued_this_key'),
  };
});
afterAll(() => hub.stop());

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const isKey = (caller: Caller) => ['publishable', 'secret', 'scopedSecret'].includes(caller);

/** What the access rule says; `allowed` then fails on the input, which is wrong on purpose. */
function expected({ entry }: NamedEntry, caller: Caller): 'allowed' | 'unauthorized' | 'forbidden' {
  if (caller === 'revoked' || caller === 'unknown') return 'unauthorized';
  if (entry.access === 'anyone') return 'allowed';
  if (entry.access === 'key') return isKey(caller) ? 'allowed' : 'unauthorized';
  if (caller === 'anonymous') return 'unauthorized';
  if (caller === 'operator') return 'allowed';
  if (caller === 'otherSite') return entry.kind === 'query' ? 'allowed' : 'forbidden';
  if (caller === 'publishable') return 'forbidden';
  return entry.access === 'admin' ? 'allowed' : 'forbidden';
}

const answers = {
  allowed: { status: 400, code: 'bad_request' },
  unauthorized: { status: 401, code: 'unauthorized' },
  forbidden: { status: 403, code: 'forbidden' },
};

describe.each(callers)('%s', (caller) => {
  // An array is no entry's input: whoever gets past the guard is told so, and nothing is done.
  test.each(namedEntries)('$path through tRPC', async (target) => {
    const { status, error } = await callTrpc(hub, target, { input: [], headers: headers[caller] });
    expect({ status, code: error?.data.hubCode }).toEqual(answers[expected(target, caller)]);
  });

  test.each(namedEntries.filter(({ entry }) => entry.rest !== undefined))(
    '$path through REST',
    async (target) => {
      const { method, path } = restRoute(target);
      const url = path.replace(/:\w+/g, '1');
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
      expect({ status: response.statusCode, code: response.json().error?.code }).toEqual(
        answers[expected(target, caller)],
      );
    },
  );
});

test('a refused caller changes nothing', async () => {
  const before = await rowCounts(hub);
  const approve = { method: 'POST', url: '/api/affiliates/conversions/1/approve' } as const;
  expect((await hub.app.inject({ ...approve, headers: headers.secret })).statusCode).toBe(403);
  const create = { method: 'POST', url: '/api/affiliates', payload: { handle: 'x', name: 'x' } } as const;
  for (const caller of ['anonymous', 'publishable', 'otherSite', 'revoked', 'unknown'] as const) {
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

test('a storefront’s key stays inside its storefront', async () => {
  await hub.deps.db.execute(sql`INSERT INTO storefronts (slug, name) VALUES ('second', 'Second shop')`);
  const create = (handle: string, storefront?: string) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates',
      payload: { handle, name: handle, ...(storefront === undefined ? {} : { storefront }) },
      headers: headers.secret,
    });
  const foreign = (await create('foreign', 'second')).json();
  const own = (await create('own')).json();
  const track = (pixelId: string, caller: Caller) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates/track/click',
      payload: { pixelId },
      headers: headers[caller],
    });
  expect((await track(foreign.pixelId, 'publishable')).statusCode).toBe(404);
  expect((await track(foreign.pixelId, 'secret')).statusCode).toBe(200);
  expect((await track(own.pixelId, 'publishable')).statusCode).toBe(200);
});
