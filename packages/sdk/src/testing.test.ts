import { expect, test } from 'vitest';
import { signWebhook, verifyInstall } from './testing.ts';
import { verifyWebhook } from './webhooks.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('a signed webhook is one of the hub’s, with the id and the time it was given', async () => {
  const data = { message: 'x' };
  const message = await signWebhook({ secret: SECRET, type: 'alerting.failed', data, id: 'msg_1' });
  const event = await verifyWebhook({ secret: SECRET, ...message });
  expect(event).toMatchObject({ id: 'msg_1', type: 'alerting.failed', data });
  expect(message.headers['webhook-id']).toBe('msg_1');
  const old = await signWebhook({ secret: SECRET, type: 'hub.tested', data: {}, timestamp: new Date(0) });
  await expect(verifyWebhook({ secret: SECRET, ...old })).rejects.toThrow('webhook-timestamp: is not of now');
  await expect(signWebhook({ secret: undefined, type: 'hub.tested', data: {} })).rejects.toThrow(
    'secret: is missing',
  );
});

const OK = { endpoint: 'https://hub.example/', secretKey: 'sk_1' };

/** A hub that answers each path as given. */
function answers(byPath: Record<string, () => Response>): typeof fetch {
  return async (input) => {
    const answer = byPath[new URL(String(input)).pathname];
    if (!answer) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    return answer();
  };
}
const livez = (headers = {}) => Response.json({ status: 'ok' }, { headers });
const CLICKS = '/api/affiliates/track/clicks';
const refused = (code: string, message: string, status: number) => () =>
  Response.json({ error: { code, message } }, { status });

test.each([
  ['options', { ...OK, secretKey: undefined }, {}, 'secretKey: is missing'],
  ['options', { ...OK, secretKey: 'pk_1' }, {}, 'secretKey: is a publishable key'],
  ['options', { ...OK, endpoint: 'hub.example' }, {}, 'endpoint: "hub.example"'],
  ['hub', OK, {}, 'endpoint: nothing answers at https://hub.example (ECONNREFUSED)'],
  [
    'hub',
    OK,
    { '/livez': () => new Response('<html>') },
    'endpoint: what answers at https://hub.example is no hub',
  ],
  ['clock', OK, { '/livez': () => livez({ date: 'Thu, 01 Jan 1970 00:00:00 GMT' }) }, 'clock is'],
  [
    'key',
    OK,
    { '/livez': livez, [CLICKS]: refused('unauthorized', 'not known', 401) },
    'secretKey: not known',
  ],
  [
    'key',
    OK,
    { '/livez': livez, [CLICKS]: refused('forbidden', 'lacks the scope', 403) },
    'secretKey: lacks the scope',
  ],
])('an install that fails at its %s says why', async (name, options, hub, message) => {
  const report = await verifyInstall({ ...options, fetch: answers(hub) });
  expect(report.ok).toBe(false);
  expect(report.checks.at(-1)).toMatchObject({ name, ok: false, message: expect.stringContaining(message) });
  expect(report.checks.slice(0, -1).every(({ ok }) => ok)).toBe(true);
});
