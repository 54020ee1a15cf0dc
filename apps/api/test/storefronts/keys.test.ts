import { setTimeout as wait } from 'node:timers/promises';
import { createServerTracker, signRequest } from '@dreamteamhub/sdk/server';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, count, issueKey, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let pixelId: string;
beforeAll(async () => {
  hub = await startTestHub();
  ({ pixelId } = await newAffiliate(hub, 'tech-blog'));
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
});
afterAll(() => hub.stop());

let orders = 0;
const order = () => ({ pixelId, orderId: `ORD-${++orders}`, revenue: '20.00' });

const post = (path: string, payload: unknown, headers: Record<string, string>) =>
  hub.app.inject({
    method: 'POST',
    url: `/api/affiliates/track/${path}`,
    remoteAddress: newAddress(),
    headers: { 'content-type': 'application/json', ...asVisitor, ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const statusOf = async (key: string, on: TestHub = hub) => {
  const headers = { authorization: `Bearer ${key}` };
  return (
    await on.app.inject({ method: 'GET', url: '/api/affiliates', remoteAddress: newAddress(), headers })
  ).statusCode;
};

describe('a key', () => {
  test('is stored as its hash only', async () => {
    const { key } = await issueKey(hub, 'secret');
    const stored = JSON.stringify(await query(hub, sql`SELECT * FROM api_keys`));
    expect(stored).not.toContain(key);
    expect(stored).toContain(key.slice(-4));
    expect(JSON.stringify(await query(hub, sql`SELECT * FROM audit_log`))).not.toContain(key);
  });

  test('that is revoked is refused by every process within a second', async () => {
    const other = await startTestHub({ databaseUrl: hub.databaseUrl });
    try {
      const { id, key } = await issueKey(hub, 'secret');
      expect([await statusOf(key), await statusOf(key, other)]).toEqual([200, 200]);
      await hub.deps.services.keys.revoke(id, COMMAND_LINE);
      expect(await statusOf(key)).toBe(401);
      await wait(1000);
      expect(await statusOf(key, other)).toBe(401);
    } finally {
      await other.stop();
    }
  });

  test('that is rotated works beside the next one until its time is over', async () => {
    const old = await issueKey(hub, 'secret', { scopes: ['affiliates:read'] });
    const { keys } = hub.deps.services;
    const next = await keys.rotate({ id: old.id, overlapSeconds: 3600 }, COMMAND_LINE);
    expect(next.apiKey).toMatchObject({ scopes: ['affiliates:read'], status: 'active' });
    expect([await statusOf(old.key), await statusOf(next.key)]).toEqual([200, 200]);
    const { items } = await keys.list();
    expect(items.find(({ id }) => id === old.id)).toMatchObject({ status: 'expiring' });
    await expect(keys.rotate({ id: old.id, overlapSeconds: 0 }, COMMAND_LINE)).rejects.toMatchObject({
      code: 'conflict',
    });
    await hub.deps.db.execute(sql`UPDATE api_keys SET expires_at = now() WHERE id = ${old.id}`);
    await wait(1000);
    expect([await statusOf(old.key), await statusOf(next.key)]).toEqual([401, 200]);
  });

  test('that is rotated again and again while orders arrive refuses none of them', async () => {
    const other = await startTestHub({ databaseUrl: hub.databaseUrl });
    try {
      const { keys } = hub.deps.services;
      let current = await issueKey(hub, 'secret');
      let isDone = false;
      const statuses: number[] = [];
      // Each sender learns of a new key only after what it has just sent.
      const senders = [hub, other, hub, other].map(async (on, sender) => {
        for (let number = 0; !isDone || number < 5; number++) {
          const { key } = current;
          const answer = await on.app.inject({
            method: 'POST',
            url: '/api/affiliates/track/conversion',
            remoteAddress: newAddress(),
            headers: { authorization: `Bearer ${key}` },
            payload: { pixelId, orderId: `ROTATED-${sender}-${number}`, revenue: '1.00' },
          });
          statuses.push(answer.statusCode);
        }
      });
      const rotated = [current];
      for (let turn = 0; turn < 5; turn++) {
        const next = await keys.rotate({ id: current.id, overlapSeconds: 60 }, COMMAND_LINE);
        current = { id: next.apiKey.id, key: next.key };
        rotated.push(current);
        await wait(100);
      }
      isDone = true;
      await Promise.all(senders);
      expect(new Set(statuses)).toEqual(new Set([200]));
      for (const { key } of rotated) expect(await statusOf(key)).toBe(200);
    } finally {
      await other.stop();
    }
  });

  test('of the environment is changed in the environment', async () => {
    const { keys } = hub.deps.services;
    const found = (await keys.list()).items.find(({ isFromEnvironment }) => isFromEnvironment);
    expect(found).toMatchObject({ storefront: null, name: 'HUB_SECRET_KEY' });
    await expect(keys.revoke(found?.id ?? 0, COMMAND_LINE)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('shows when it was last used', async () => {
    const { id, key } = await issueKey(hub, 'secret');
    await statusOf(key);
    await expect
      .poll(
        async () => (await hub.deps.services.keys.list()).items.find((item) => item.id === id)?.lastUsedAt,
      )
      .toMatch(/:00\.000Z$/);
  });
});

describe('a publishable key', () => {
  test('works on the storefront’s own pages and outside browsers, and on no other page', async () => {
    const { key } = await issueKey(hub, 'publishable');
    const click = async (extra: Record<string, string>) =>
      (await post('click', { pixelId }, { 'x-publishable-key': key, ...extra })).statusCode;
    expect(await click({})).toBe(200);
    expect(await click({ origin: 'https://shop.example' })).toBe(200);
    for (const origin of [
      'https://elsewhere.example',
      'http://shop.example',
      'https://shop.example:8443',
      'null',
    ]) {
      expect(await click({ origin }), origin).toBe(403);
    }
  });
});

describe('a signed request', () => {
  let secret: { id: number; key: string };
  beforeAll(async () => {
    secret = await issueKey(hub, 'secret', { scopes: ['events:write'] });
  });
  const sign = async (body: string, extra: { id?: string; timestamp?: number } = {}) => ({
    ...(await signRequest({ secretKey: secret.key, body, ...extra })),
  });
  const kindOf = async (orderId: string) =>
    (
      await query<{ kind: string }>(hub, sql`SELECT kind FROM aff_attributions WHERE order_id = ${orderId}`)
    ).map(({ kind }) => kind);

  test('makes a verified conversion', async () => {
    const event = order();
    const body = JSON.stringify(event);
    const headers = await sign(body);
    expect(JSON.stringify(headers)).not.toContain(secret.key);
    expect((await post('conversion', body, headers)).statusCode).toBe(200);
    expect(await kindOf(event.orderId)).toEqual(['verified']);
  });

  test('is taken once: who overheard it gains nothing', async () => {
    const body = JSON.stringify(order());
    const headers = await sign(body);
    expect((await post('conversion', body, headers)).statusCode).toBe(200);
    for (const path of ['conversion', 'click']) {
      const again = await post(path, body, headers);
      expect(again.statusCode).toBe(401);
      expect(again.json().error.message).toContain('was already received');
    }
  });

  test('is refused when anything of it was changed, or it is too old or too new', async () => {
    const event = order();
    const body = JSON.stringify(event);
    const now = Math.floor(Date.now() / 1000);
    const good = await sign(body);
    const changed: [string, string, Record<string, string>][] = [
      ['another body', JSON.stringify({ ...event, revenue: '2000.00' }), good],
      ['a space more', ` ${body}`, good],
      ['another id', body, { ...good, 'webhook-id': 'another' }],
      ['another time', body, { ...good, 'webhook-timestamp': String(now + 1) }],
      ['no time', body, { ...good, 'webhook-timestamp': 'NaN' }],
      [
        'another version',
        body,
        { ...good, 'webhook-signature': good['webhook-signature'].replace('v1,', 'v2,') },
      ],
      ['no signature', body, { ...good, 'webhook-signature': '' }],
      ['half a signature', body, { ...good, 'webhook-signature': 'v1,AAAA' }],
      ['an unknown key', body, { ...good, 'hub-key-id': '0'.repeat(64) }],
      ['a key as well', body, { ...good, authorization: `Bearer ${secret.key}` }],
      ['too old', body, await sign(body, { timestamp: now - 301 })],
      ['too new', body, await sign(body, { timestamp: now + 310 })],
    ];
    for (const [what, text, headers] of changed) {
      expect((await post('conversion', text, headers)).statusCode, what).toBe(401);
    }
    const { 'hub-key-id': _id, ...nameless } = good;
    expect((await post('conversion', body, nameless)).statusCode).toBe(401);
    expect(await kindOf(event.orderId)).toEqual([]);
    // None of them used the good one up.
    expect((await post('conversion', body, good)).statusCode).toBe(200);
  });

  test('needs the scope, and a key that is still valid', async () => {
    const body = JSON.stringify(order());
    const reader = await issueKey(hub, 'secret', { scopes: ['affiliates:read'] });
    expect(
      (await post('conversion', body, { ...(await signRequest({ secretKey: reader.key, body })) }))
        .statusCode,
    ).toBe(403);
    const gone = await issueKey(hub, 'secret');
    await hub.deps.services.keys.revoke(gone.id, COMMAND_LINE);
    expect(
      (await post('conversion', body, { ...(await signRequest({ secretKey: gone.key, body })) })).statusCode,
    ).toBe(401);
  });

  test('opens nothing but the events', async () => {
    const headers = await sign('');
    const list = await hub.app.inject({ method: 'GET', url: '/api/affiliates', headers });
    expect(list.statusCode).toBe(401);
  });

  test('is what the SDK’s server entry sends, each try signed anew', async () => {
    await hub.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = hub.app.server.address() as { port: number };
    const ids: (string | null)[] = [];
    const tracker = createServerTracker({
      endpoint: `http://127.0.0.1:${port}`,
      secretKey: secret.key,
      async fetch(url, init) {
        const response = await fetch(url, init);
        ids.push(new Headers(init?.headers).get('webhook-id'));
        // The answer of the first try gets lost on its way.
        if (ids.length === 1) throw new TypeError('connection reset');
        return response;
      },
    });
    const event = order();
    const receipt = await tracker.conversion(event);
    expect(receipt).toMatchObject({ success: true, duplicate: true });
    expect(new Set(ids).size).toBe(2);
    expect(await kindOf(event.orderId)).toEqual(['verified']);
  });

  test('is forgotten when it is too old to be accepted', async () => {
    await hub.deps.db.execute(sql`UPDATE signed_requests SET received_at = now() - interval '601 seconds'`);
    await hub.deps.services.keyVerifier.forgetSignedRequests();
    expect(await count(hub, sql`FROM signed_requests`)).toBe(0);
  });
});

test('finding a key takes as long for a good guess as for a bad one', async () => {
  const { key } = await issueKey(hub, 'secret');
  const { rows } = await hub.deps.db.execute<{ plan: string }>(
    sql`SELECT indexdef AS plan FROM pg_indexes WHERE tablename = 'api_keys' AND indexdef LIKE '%key_hash%'`,
  );
  // What is compared is a hash: how far it agrees says nothing about how far the key does.
  expect(rows).toHaveLength(1);
  const almost = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const answers = await Promise.all(
    [almost, 'sk_x', key.slice(0, 8)].map((guess) =>
      hub.app.inject({
        method: 'GET',
        url: '/api/affiliates',
        remoteAddress: newAddress(),
        headers: { authorization: `Bearer ${guess}` },
      }),
    ),
  );
  expect(new Set(answers.map(({ body, statusCode }) => `${statusCode} ${body}`)).size).toBe(1);
});
