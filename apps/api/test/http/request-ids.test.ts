import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, newAffiliate, query } from '../support/shop.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

let hub: TestHub;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  hub = await startTestHub({
    env: { TRUST_PROXY: '10.0.0.0/8' },
    onLog: (line) => lines.push(JSON.parse(line)),
  });
  await newAffiliate(hub, 'linked');
});
afterAll(() => hub.stop());
beforeEach(() => void lines.splice(0));

const ask = (headers: Record<string, string>, remoteAddress = '10.0.0.1') =>
  hub.app.inject({ method: 'GET', url: '/livez', headers, remoteAddress });

test.each(['7f3a', 'Root=1-67891233-abcdef012345678912345678', 'a.b:c/d+e=@f', 'x'.repeat(128)])(
  'a proxy’s id %s is taken over',
  async (id) => {
    expect((await ask({ 'x-request-id': id })).headers['x-request-id']).toBe(id);
  },
);

test.each(['', 'x'.repeat(129), 'a b', 'a"b', 'a{b}', 'é', '<script>', 'a\tb'])(
  'what is no id is replaced: %j',
  async (id) => {
    expect((await ask({ 'x-request-id': id })).headers['x-request-id']).toMatch(/^[\w-]{8}-[\da-z]+$/);
  },
);

test('nobody but the proxy chooses an id', async () => {
  const { headers } = await ask({ 'x-request-id': 'forged' }, '203.0.113.9');
  expect(headers['x-request-id']).not.toBe('forged');
  const unproxied = await startTestHub();
  try {
    const answer = await unproxied.app.inject({ url: '/livez', headers: { 'x-request-id': 'forged' } });
    expect(answer.headers['x-request-id']).not.toBe('forged');
  } finally {
    await unproxied.stop();
  }
});

test('a change is in the audit log under the proxy’s id', async () => {
  const answer = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'x-request-id': 'req-4711' },
    payload: { handle: 'audited', name: 'Audited' },
    remoteAddress: '10.0.0.1',
  });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['x-request-id']).toBe('req-4711');
  const rows = await query(hub, sql`SELECT action FROM audit_log WHERE request_id = 'req-4711'`);
  expect(rows).toHaveLength(1);
});

test('a click is answered with the proxy’s id, too', async () => {
  const answer = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates/track/click',
    headers: { ...asVisitor, 'x-request-id': 'click-1' },
    payload: { handle: 'linked' },
    remoteAddress: '10.0.0.1',
  });
  expect(answer.headers['x-request-id']).toBe('click-1');
});

test.each([
  [TRACEPARENT, TRACE],
  [`01-${TRACE}-00f067aa0ba902b7-01-more`, TRACE],
  [`ff-${TRACE}-00f067aa0ba902b7-01`, undefined],
  [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, undefined],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  [`00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`, undefined],
  ['nonsense', undefined],
])('lines of a request with traceparent %s have its ids', async (traceparent, traceId) => {
  await hub.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { 'x-request-id': 'req-9', traceparent, 'sec-fetch-site': 'same-origin' },
    payload: { email: `${randomUUID()}@example.com`, password: 'wrong password' },
    remoteAddress: '10.0.0.1',
  });
  const line = lines.find(({ msg }) => msg === 'a sign-in was refused');
  expect(line).toMatchObject({ reqId: 'req-9' });
  expect(line?.traceId).toBe(traceId);
});

test('an outage is a line a request at first, short, with its ids, and then a number', async () => {
  const lonely = await startTestHub({
    env: { TRUST_PROXY: '1', DATA_DIR: '/nowhere' },
    onLog: (line) => lines.push({ ...JSON.parse(line), bytes: line.length }),
  });
  await lonely.deps.close();
  lines.splice(0);
  try {
    for (let index = 0; index < 50; index++) {
      const { statusCode } = await lonely.app.inject({
        method: 'GET',
        url: '/api/affiliates',
        headers: {
          authorization: `Bearer ${SECRET_KEY}`,
          'x-request-id': `req-${index}`,
          traceparent: TRACEPARENT,
        },
      });
      expect([500, 503]).toContain(statusCode);
    }
    const refused = lines.filter(({ msg }) => /^request (?:refused|failed)/.test(String(msg)));
    expect(refused).toMatchObject([{ reqId: 'req-0', traceId: TRACE }]);
  } finally {
    await lonely.app.close();
    await lonely.deps.jobs.stop();
  }
});
