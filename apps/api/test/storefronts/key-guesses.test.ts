import { createAdminClient } from '@dreamteamhub/sdk/admin';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, asVisitor, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const GUESSES = 60;
const ATTACKER = '198.51.100.66';

const list = (remoteAddress: string, headers: Record<string, string>) =>
  hub.app.inject({ method: 'GET', url: '/api/affiliates', remoteAddress, headers });
const guess = (remoteAddress: string, key: string) =>
  list(remoteAddress, { authorization: `Bearer sk_${key}` });

test('keys cannot be tried by the thousand, and those that are known go on working', async () => {
  expect((await list(ATTACKER, asSecret)).statusCode).toBe(200);
  const statuses = await Promise.all(
    Array.from({ length: GUESSES }, async (_, index) => (await guess(ATTACKER, `guess-${index}`)).statusCode),
  );
  expect(new Set(statuses)).toEqual(new Set([401]));

  const refused = await guess(ATTACKER, 'one-more');
  expect(refused.statusCode).toBe(429);
  expect(refused.json().error).toMatchObject({ code: 'rate_limited' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const overTrpc = await hub.app.inject({
    method: 'GET',
    url: '/trpc/admin/ops.getOverview?input=%7B%7D',
    remoteAddress: ATTACKER,
    headers: { authorization: 'Bearer sk_another' },
  });
  expect(overTrpc.statusCode).toBe(429);
  expect(Number(overTrpc.headers['retry-after'])).toBeGreaterThan(0);

  expect((await list(ATTACKER, asSecret)).statusCode).toBe(200);
  expect((await guess('198.51.100.67', 'elsewhere')).statusCode).toBe(401);
});

test('an unknown key does not lift the limit of callers without one', async () => {
  const { pixelId } = await newAffiliate(hub, 'guessed');
  const click = (key: string) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates/track/click',
      remoteAddress: '203.0.113.9',
      headers: { ...asVisitor, 'x-publishable-key': key },
      payload: { pixelId },
    });
  for (let index = 0; index < GUESSES; index++) expect((await click(`pk_${index}`)).statusCode).toBe(401);
  expect((await click('pk_last')).statusCode).toBe(429);
});

test('a secret key is refused where browsers write', async () => {
  const secret = asSecret.authorization.replace('Bearer ', '');
  const answer = await list('198.51.100.68', { 'x-publishable-key': secret });
  expect(answer.statusCode).toBe(401);
  expect(answer.json().error.message).toContain('revoke it');
  expect(answer.body).not.toContain(secret);
});

test('one request carries fifty calls and no more; the client sends several', async () => {
  const calls = Array.from({ length: 51 }, () => 'ops.getOverview').join(',');
  const together = await hub.app.inject({
    method: 'GET',
    url: `/trpc/admin/${calls}?batch=1&input=%7B%7D`,
    headers: asSecret,
  });
  expect(together.statusCode).toBe(400);

  const origin = await hub.app.listen({ port: 0, host: '127.0.0.1' });
  const secretKey = asSecret.authorization.replace('Bearer ', '');
  const client = createAdminClient({ endpoint: origin, secretKey });
  const answers = await Promise.all(Array.from({ length: 60 }, () => client.ops.getOverview.query({})));
  expect(answers).toHaveLength(60);
});
