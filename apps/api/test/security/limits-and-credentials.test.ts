import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, asVisitor, issueKey, type NewAffiliate, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
let person: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub({ limitsClock: () => 0 });
  affiliate = await newAffiliate(hub, 'tech-blog');
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  await createOperator(hub);
  person = await signedIn(hub);
});
afterAll(() => hub.stop());

const TRACKING = 1_200;
const PRIVATE = 600;

interface Sent {
  method: 'GET' | 'POST';
  url: string;
  ip: string;
  headers?: Record<string, string>;
  payload?: object;
}

const send = ({ ip, ...request }: Sent) => hub.app.inject({ ...request, remoteAddress: ip });
const click = (ip: string, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    url: '/api/affiliates/track/click',
    ip,
    headers: { ...asVisitor, ...headers },
    payload: {},
  });
const page = (ip: string, headers: Record<string, string> = {}) =>
  send({ method: 'GET', url: '/api/none', ip, headers });

/** Sends a request so often, and returns how many were let through. */
async function flood(times: number, request: (n: number) => ReturnType<typeof send>): Promise<number> {
  let passed = 0;
  for (let sent = 0; sent < times; sent += 100) {
    const answers = await Promise.all(
      Array.from({ length: Math.min(100, times - sent) }, (_, n) => request(sent + n)),
    );
    passed += answers.filter(({ statusCode }) => statusCode !== 429).length;
  }
  return passed;
}

/** What callers make up in the hope that its presence lifts a limit. */
const MADE_UP: [string, Record<string, string>][] = [
  ['an authorization of another kind', { authorization: 'Basic eDp5' }],
  ['an authorization that is none', { authorization: 'x' }],
  ['a signature', { 'webhook-signature': 'v1,x' }],
  ['a cookie', { cookie: 'x=1' }],
  ['a session that nobody signed', { cookie: 'dreamteamhub.session_token=abc.def' }],
  [
    'a forwarded address',
    { 'x-forwarded-for': '203.0.113.1', 'x-real-ip': '203.0.113.2', forwarded: 'for=203.0.113.3' },
  ],
];

describe.each(MADE_UP)('%s lifts no limit', (what, headers) => {
  const at = MADE_UP.findIndex(([other]) => other === what);

  test('of tracking', async () => {
    expect(await flood(TRACKING + 100, () => click(`198.51.${at}.7`, headers))).toBe(TRACKING);
  });

  test('of links, which lead on all the same', async () => {
    const before = await clicksOf(affiliate);
    const passed = await flood(TRACKING + 100, (n) =>
      send({
        method: 'GET',
        url: '/r/tech-blog',
        ip: `192.0.${at}.7`,
        headers: { 'user-agent': `${asVisitor['user-agent']} ${n}`, ...headers },
      }),
    );
    expect(passed).toBe(TRACKING + 100);
    expect((await clicksOf(affiliate)) - before).toBe(TRACKING);
  });

  test('of pages and private entries', async () => {
    expect(await flood(PRIVATE + 100, () => page(`198.51.${at}.8`, headers))).toBe(PRIVATE);
  });
});

async function clicksOf({ id }: NewAffiliate): Promise<number> {
  const { rows } = await hub.deps.db.execute<{ total: number }>(
    `SELECT count(*)::integer AS total FROM aff_clicks WHERE affiliate_id = ${id}`,
  );
  return rows[0]?.total ?? -1;
}

test('keys that were made up are looked up 60 times a minute, whoever else has the same address', async () => {
  const ip = '198.51.100.20';
  expect(await flood(100, (n) => click(ip, { 'x-publishable-key': `pk_${n}` }))).toBe(60);
  expect((await click(ip, { authorization: asSecret.authorization })).statusCode).toBe(400);
});

test('rotated addresses of a network are one caller in the end', async () => {
  expect(await flood(7_000, (n) => click(`203.0.113.${n % 250}`))).toBe(6_000);
  expect(await flood(13_000, (n) => click(`2001:db8:7:${(n % 20_000).toString(16)}::1`))).toBe(12_000);
});

describe('when the limit of an address is used up', () => {
  const ip = '198.51.100.30';
  beforeAll(async () => {
    await flood(TRACKING, () => click(ip));
    await flood(PRIVATE, () => page(ip));
    expect((await click(ip)).statusCode).toBe(429);
    expect((await page(ip)).statusCode).toBe(429);
  });

  test('a valid key goes on, also one that this process has not seen before', async () => {
    for (const kind of ['secret', 'publishable'] as const) {
      const { key } = await issueKey(hub, kind);
      expect((await click(ip, { authorization: `Bearer ${key}` })).statusCode).toBe(400);
    }
    const { key } = await issueKey(hub, 'secret');
    expect((await page(ip, { authorization: `Bearer ${key}` })).statusCode).toBe(404);
  });

  test('people who are signed in go on, and others do not with what is left of a session', async () => {
    expect((await page(ip, person)).statusCode).toBe(404);
    const forged = {
      ...person,
      cookie: person.cookie?.replace(/(session_token=[^;]*)...(;|$)/, '$1xyz$2') ?? '',
    };
    expect((await page(ip, forged)).statusCode).toBe(429);
    const other = await signedIn(hub);
    await send({ method: 'POST', url: '/api/auth/sign-out', ip: '192.0.2.9', headers: other, payload: {} });
    expect((await page(ip, other)).statusCode).toBe(429);
  });

  test('health is told', async () => {
    for (const url of ['/livez', '/readyz']) {
      expect((await send({ method: 'GET', url, ip })).statusCode, url).toBe(200);
    }
  });
});

describe('a flood of questions that need no credential', () => {
  const health = (url: string, ip: string, method: 'GET' | 'HEAD' | 'OPTIONS' = 'GET') =>
    hub.app.inject({ method, url, remoteAddress: ip });
  const preflight = (url: string, ip: string, headers: Record<string, string> = {}) =>
    hub.app.inject({
      method: 'OPTIONS',
      url,
      remoteAddress: ip,
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST', ...headers },
    });
  const exceeded = (name: string) =>
    hub.deps.limits
      .totals()
      .filter(({ limit }) => limit === name)
      .reduce((sum, { count: excess }) => sum + excess, 0);

  test.each(['/livez', '/readyz', '/readyz?x=1'])('%s always answers, and is counted', async (url) => {
    const before = exceeded('health_checks');
    expect(await flood(700, () => health(url, '198.51.100.70'))).toBe(700);
    expect(exceeded('health_checks') - before).toBeGreaterThanOrEqual(100);
    expect((await health(url, '198.51.100.70')).statusCode).toBe(200);
  });

  test.each(['/api/affiliates/track/click', '/trpc/tracking/tracking.recordClick'])(
    'preflights of %s are always answered, whatever they carry, and counted',
    async (url) => {
      const ip = url.startsWith('/api') ? '198.51.100.71' : '198.51.100.72';
      const before = exceeded('preflights');
      const passed = await flood(6_200, (n) => preflight(url, ip, MADE_UP[n % MADE_UP.length]?.[1] ?? {}));
      expect(passed).toBe(6_200);
      expect(exceeded('preflights') - before).toBe(200);
      expect((await preflight(url, ip)).headers['access-control-allow-origin']).toBe('*');
      // They use nothing up of what the events may.
      expect((await click(ip)).statusCode).toBe(400);
    },
  );

  test.each([
    ['/api/orders', 1],
    ['/api/affiliates/refunds', 2],
    ['/api/inventory/products', 3],
    ['/no/such/page', 4],
  ])('preflights of %s are limited as pages, and few of them are kept', async (url, place) => {
    const ip = `198.51.101.${place}`;
    await hub.deps.services.refusals.flush();
    const before = await refusedRows();
    expect(await flood(PRIVATE + 100, () => preflight(url, ip))).toBe(PRIVATE);
    await hub.deps.services.refusals.flush();
    expect((await refusedRows()) - before).toBeLessThanOrEqual(30);
  });

  test('a preflight with a key looks nothing up', async () => {
    const before = exceeded('unknown_keys');
    const queries: string[] = [];
    const { authenticate } = hub.deps.services.keyVerifier;
    hub.deps.services.keyVerifier.authenticate = (key, request) => {
      queries.push(key);
      return authenticate.call(hub.deps.services.keyVerifier, key, request);
    };
    try {
      for (let n = 0; n < 100; n++) {
        await preflight('/api/orders', '198.51.100.74', { authorization: `Bearer sk_guess_${n}` });
        await preflight('/api/affiliates/track/click', '198.51.100.74', { 'x-publishable-key': `pk_${n}` });
      }
      await hub.deps.services.refusals.flush();
    } finally {
      hub.deps.services.keyVerifier.authenticate = authenticate;
    }
    expect(queries).toEqual([]);
    expect(exceeded('unknown_keys')).toBe(before);
  });
});

async function refusedRows(): Promise<number> {
  const { rows } = await hub.deps.db.execute<{ total: number }>(
    'SELECT count(*)::integer AS total FROM refused_events',
  );
  return rows[0]?.total ?? -1;
}

test('test messages are no means to flood somebody', async () => {
  const test = () =>
    send({
      method: 'POST',
      url: '/api/ops/settings/test-webhook',
      ip: '192.0.2.50',
      headers: asSecret,
      payload: { webhookUrl: 'https://127.0.0.1/' },
    });
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) statuses.push((await test()).statusCode);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});

test('refusals and what is used are in the metrics', async () => {
  const { payload } = await send({ method: 'GET', url: '/metrics', ip: '192.0.2.60' });
  expect(payload).toMatch(/^hub_limit_exceeded_total\{limit="keyless_events",level="network"\} [1-9]/m);
  expect(payload).toMatch(/^hub_limit_used\{limit="strangers_clicks"\} [1-9]/m);
});
