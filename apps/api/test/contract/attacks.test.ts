import { type AddressInfo, connect } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, HUB_HOST, signedIn } from '../support/operator.ts';
import { asVisitor, convert, issueKey, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let port: number;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await hub.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = hub.app.server.address() as AddressInfo);
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(() => hub.stop());

/** Sends bytes as they are, which clients would tidy up first. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    socket.on('end', () => resolve(answer)).on('error', reject);
    // Not ended: whoever hangs up gets no answer.
    socket.write(request);
  });
}

describe('mass assignment', () => {
  test.each([
    ['POST', '/api/affiliates', { handle: 'rich', name: 'x', revenue30d: '9999.00' }, 'revenue30d'],
    ['POST', '/api/affiliates', { handle: 'rich', name: 'x', pixelId: 'mine' }, 'pixelId'],
    ['POST', '/api/affiliates', { handle: 'rich', name: 'x', id: 1 }, 'id'],
    ['POST', '/api/affiliates', { handle: 'rich', name: 'x', storefrontId: 2 }, 'storefrontId'],
    ['PATCH', '/api/affiliates/1', { clicks30d: 5 }, 'clicks30d'],
    ['POST', '/api/inventory/products', { sku: 'X', name: 'X', stock: 1, threshold: 0, id: 7 }, 'id'],
    ['PUT', '/api/inventory/products/X', { stock: 1, threshold: 0 }, 'threshold'],
  ] as const)('%s %s %j names what is not a field', async (method, url, body, field) => {
    const answer = await call(hub, { method, url, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(`${field}: is not a known field`);
  });

  test('a visitor’s order is a pending claim, whatever it says of itself', async () => {
    const { pixelId } = await newAffiliate(hub, 'claimed');
    const wishes = {
      kind: 'verified',
      status: 'paid',
      commission: '99.00',
      storefrontId: 2,
      isTrusted: true,
      id: 1,
    };
    const { status } = await convert(
      hub,
      { pixelId, orderId: 'M-1', revenue: '10.00', ...wishes },
      asVisitor,
    );
    expect(status).toBe(200);
    const rows = await query(
      hub,
      sql`SELECT kind, status, commission FROM aff_attributions WHERE order_id = 'M-1'`,
    );
    expect(rows).toEqual([{ kind: 'claim', status: 'pending', commission: '1.00' }]);
  });

  test('nobody gives themselves a role', async () => {
    const analyst = await createPerson(hub, 'analyst');
    const headers = await signedIn(hub, analyst);
    const update = await hub.app.inject({
      method: 'POST',
      url: '/api/auth/update-user',
      headers,
      payload: { role: 'owner' },
    });
    expect(update.statusCode).toBe(404);
    const change = await callTrpc(hub, entryAt('team.changeRole'), {
      input: { id: analyst.id, role: 'owner' },
      headers,
    });
    expect(change.status).toBe(403);
    const [row] = await query(hub, sql`SELECT role FROM auth_users WHERE id = ${analyst.id}`);
    expect(row).toEqual({ role: 'analyst' });
  });
});

describe('paths', () => {
  const SECRETS = /root:|"dependencies"|HUB_AUTH_SECRET/;
  test.each([
    '/../package.json',
    '/../../../../../../etc/passwd',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%252e%252e/package.json',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/assets/%00package.json',
    '/.env',
    '/sdk/../../../.env',
    '/docs/static/../../../../package.json',
  ])('%s leads to no file of the machine', async (path) => {
    for (const accept of ['*/*', 'text/html']) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${HUB_HOST}\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).not.toMatch(SECRETS);
      expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|403|404)/);
    }
  });
});

describe('headers', () => {
  test('a second request does not hide in the first one', async () => {
    const smuggled = 'GET /api/affiliates HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await raw(
      `POST /api/affiliates/track/click HTTP/1.1\r\nHost: ${HUB_HOST}\r\nContent-Type: application/json\r\n` +
        `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  test('line breaks in an address, a mail sender or a redirect end nothing', async () => {
    const { status } = await call(hub, {
      method: 'POST',
      url: '/api/ops/settings/test-email',
      body: {
        smtpHost: 'smtp.example.com',
        smtpPort: 25,
        emailFrom: 'a@shop.example\r\nBcc: all@shop.example',
        emailTo: 'b@shop.example',
      },
    });
    expect(status).toBe(400);
    const invite = await callTrpc(hub, entryAt('team.invitePerson'), {
      input: { email: 'a@shop.example\r\nBcc: all@shop.example', role: 'analyst' },
      headers: owner,
    });
    expect(invite.status).toBe(400);
    const redirect = await raw(
      `GET /r/nobody?to=%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(redirect).not.toMatch(/^set-cookie/im);
  });

  test('pages of the hub cannot be framed, sniffed, or made to load anything from elsewhere', async () => {
    const { headers } = await hub.app.inject({ method: 'GET', url: '/', headers: { accept: 'text/html' } });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const policy = String(headers['content-security-policy']);
    for (const rule of [
      "default-src 'self'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test('answers with private data are kept by no cache', async () => {
    for (const url of [
      '/api/affiliates',
      '/trpc/admin/ops.getOverview?input=%7B%7D',
      '/api/auth/get-session',
    ]) {
      const { headers } = await hub.app.inject({ method: 'GET', url, headers: owner });
      expect(headers['cache-control'], url).toContain('no-store');
      expect(headers['access-control-allow-origin'], url).toBeUndefined();
    }
  });
});

test('whoever has no credential is slowed down, others are not; health is always told', async () => {
  const strangers = '203.0.113.77';
  const get = (url: string, headers: Record<string, string> = {}) =>
    hub.app.inject({ method: 'GET', url, remoteAddress: strangers, headers });
  const first = await get('/api/affiliates');
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '600', 'ratelimit-remaining': '599' });
  const statuses: number[] = [];
  for (let n = 0; n < 650; n++) statuses.push((await get('/api/affiliates')).statusCode);
  expect(statuses.filter((status) => status === 429)).toHaveLength(51);
  const refused = await get('/api/affiliates');
  expect(refused.json().error.code).toBe('rate_limited');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await get('/readyz')).statusCode).toBe(200);
  const { key } = await issueKey(hub, 'secret');
  expect((await get('/api/affiliates', { authorization: `Bearer ${key}` })).statusCode).toBe(200);
});

test('a page on another site reads nothing, cookies or not', async () => {
  const { headers, statusCode } = await hub.app.inject({
    method: 'OPTIONS',
    url: '/api/affiliates',
    headers: {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'GET',
      cookie: owner.cookie ?? '',
    },
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(statusCode).toBe(404);
});
