import { createHmac } from 'node:crypto';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { HubEvent, HubEventType, StockLevel } from './hub-events.ts';
import {
  fetchWebhook,
  verifyWebhook,
  WebhookError,
  type WebhookHandlers,
  type WebhookHeaders,
} from './webhooks.ts';

// The example of the Standard Webhooks specification's own tests.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const KEY = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');

const EVENT: HubEvent = {
  id: 'msg_1',
  type: 'alerting.failed',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { message: 'the scans have stopped' },
};

function message(options: { id?: string; ageSeconds?: number; body?: string; key?: Buffer } = {}) {
  const { id = 'msg_1', ageSeconds = 0, body = JSON.stringify(EVENT), key = KEY } = options;
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    } as Record<string, string>,
    body,
  };
}

const everything = (note: (event: HubEvent) => unknown): WebhookHandlers => ({
  'stock.low': note,
  'stock.restocked': note,
  'alerting.failed': note,
  'order.recorded': note,
  'order.refunded': note,
  'conversion.recorded': note,
  'conversion.verified': note,
  'conversion.approved': note,
  'conversion.paid': note,
  'conversion.voided': note,
  'conversion.refunded': note,
  'commission.accrued': note,
  'commission.matured': note,
  'commission.reversed': note,
  'payout.requested': note,
  'payout.paid': note,
  'payout.returned': note,
  'hub.tested': note,
});

describe('a webhook', () => {
  test('is its event, with headers as Node or as fetch have them', async () => {
    const { headers, body } = message();
    expect(await verifyWebhook({ secret: SECRET, headers, body })).toEqual(EVENT);
    expect(await verifyWebhook({ secret: SECRET, headers: new Headers(headers), body })).toEqual(EVENT);
  });

  test('is its event, whatever its headers are called and kept in', async () => {
    const { headers, body } = message();
    const pairs = Object.entries(headers);
    const renamed = (rename: (name: string) => string, wrap: (value: string) => unknown = (value) => value) =>
      Object.fromEntries(pairs.map(([name, value]) => [rename(name), wrap(value)])) as Record<string, string>;
    const titled = (name: string) => name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
    expect(titled('webhook-id')).toBe('Webhook-Id');
    const upper = (name: string) => name.toUpperCase();
    const forms: Record<string, WebhookHeaders> = {
      'API Gateway': renamed(titled),
      'a proxy that shouts': renamed(upper),
      'lists, as in multiValueHeaders': renamed(titled, (value) => [value]),
      'the right name empty, another one full': { 'webhook-id': undefined, ...renamed(titled) },
      'a Map': new Map(pairs.map(([name, value]) => [titled(name), value])),
      pairs: pairs.map(([name, value]) => [titled(name), value] as const),
      'rawHeaders of Node': [
        'Host',
        'shop.example',
        ...pairs.flatMap(([name, value]) => [titled(name), value]),
      ],
      'Headers of another library': { get: (name) => headers[name.toLowerCase()] ?? null },
    };
    for (const [form, given] of Object.entries(forms)) {
      expect(await verifyWebhook({ secret: SECRET, headers: given, body }), form).toEqual(EVENT);
    }
  });

  test('has its signatures in one header, in several, or in what a server made of several', async () => {
    const { headers, body } = message();
    const signature = headers['webhook-signature'] as string;
    for (const given of [
      `v1,AAAA ${signature}`,
      ['v1,AAAA', signature],
      `v1,AAAA, ${signature}`,
      `v1,AAAA,${signature}`,
    ]) {
      const several = { ...headers, 'webhook-signature': given };
      expect(await verifyWebhook({ secret: SECRET, headers: several, body })).toEqual(EVENT);
    }
  });

  test.each([null, undefined, {}, [], new Map(), 'webhook-id'])(
    'without headers (%s) is refused',
    async (headers) => {
      const refusal = verifyWebhook({ secret: SECRET, headers: headers as never, body: '{}' });
      await expect(refusal).rejects.toThrow(new WebhookError('webhook-id: is missing'));
    },
  );

  test('is taken with any of two secrets, and any of its signatures', async () => {
    const other = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`;
    const { headers, body } = message();
    headers['webhook-signature'] = `v1a,AAAA v1,not-base64! v1,AAAA ${headers['webhook-signature']}`;
    expect(await verifyWebhook({ secret: [other, SECRET], headers, body })).toEqual(EVENT);
  });

  test.each([
    ['another body', { body: '{}' }, 'webhook-signature'],
    ['another id', { headers: { 'webhook-id': 'msg_2' } }, 'webhook-signature'],
    ['no signature', { headers: { 'webhook-signature': '' } }, 'webhook-signature: is missing'],
    ['a time that is none', { headers: { 'webhook-timestamp': 'soon' } }, 'webhook-timestamp'],
    ['no id', { headers: { 'webhook-id': '' } }, 'webhook-id: is missing'],
  ])('with %s is refused', async (_what, change: { body?: string; headers?: object }, problem) => {
    const { headers, body } = message();
    const changed = { body: change.body ?? body, headers: { ...headers, ...change.headers } };
    const refusal = verifyWebhook({ secret: SECRET, ...changed });
    await expect(refusal).rejects.toThrow(problem);
    await expect(refusal).rejects.toBeInstanceOf(WebhookError);
  });

  test.each([301, -301])('that is %i s old is refused', async (ageSeconds) => {
    const late = message({ ageSeconds });
    await expect(verifyWebhook({ secret: SECRET, ...late })).rejects.toThrow('webhook-timestamp');
    expect(await verifyWebhook({ secret: SECRET, toleranceSeconds: 400, ...late })).toEqual(EVENT);
  });

  test('of another secret is refused, and a secret that is none is a mistake of the shop', async () => {
    const forged = message({ key: Buffer.alloc(32, 'x') });
    await expect(verifyWebhook({ secret: SECRET, ...forged })).rejects.toBeInstanceOf(WebhookError);
    await expect(verifyWebhook({ secret: 'whsec_', ...message() })).rejects.toThrow('secret: must be');
  });

  test('that is signed and no JSON is refused', async () => {
    await expect(verifyWebhook({ secret: SECRET, ...message({ body: '{' }) })).rejects.toThrow('not JSON');
  });
});

describe('a handler', () => {
  const post = ({ headers, body }: ReturnType<typeof message>) =>
    new Request('https://shop.example/webhooks', { method: 'POST', headers, body });

  test('is given the event, and answers 204 once it is through', async () => {
    const told = vi.fn();
    const handle = fetchWebhook({ secret: SECRET, on: everything(told) });
    const answer = await handle(post(message()));
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(told.mock.calls).toEqual([[EVENT]]);
  });

  test('answers 400 to what is not the hub’s, and is not called', async () => {
    const told = vi.fn();
    const handle = fetchWebhook({ secret: SECRET, on: everything(told) });
    const answer = await handle(post(message({ key: Buffer.alloc(32) })));
    expect([answer.status, await answer.text()]).toEqual([400, 'webhook-signature: is not by this secret']);
    expect(told).not.toHaveBeenCalled();
  });

  test('that throws is heard of, and a type of a newer hub is no mistake', async () => {
    const fail = () => {
      throw new Error('the shop’s database is away');
    };
    const handle = fetchWebhook({ secret: SECRET, on: everything(fail) });
    await expect(handle(post(message()))).rejects.toThrow('away');
    const newer = JSON.stringify({ ...EVENT, type: 'payout.sent' });
    expect((await handle(post(message({ body: newer })))).status).toBe(204);
  });
});

test('its types tell events apart, and a case that is missing does not compile', () => {
  const levels = (event: HubEvent): StockLevel[] => {
    switch (event.type) {
      case 'stock.low':
      case 'stock.restocked':
        return event.data.items;
      case 'alerting.failed':
        expectTypeOf(event.data).toEqualTypeOf<{ message: string }>();
        return [];
      case 'conversion.refunded':
        expectTypeOf(event.data.refundId).toEqualTypeOf<string>();
        return [];
      case 'commission.accrued':
      case 'commission.matured':
      case 'commission.reversed':
        expectTypeOf(event.data.amount).toEqualTypeOf<string>();
        return [];
      case 'payout.requested':
      case 'payout.paid':
      case 'payout.returned':
        expectTypeOf(event.data.batchId).toEqualTypeOf<number | null>();
        return [];
      case 'order.refunded':
        expectTypeOf(event.data.lines).toEqualTypeOf<{ lineId: string; net: string }[]>();
        return [];
      case 'order.recorded':
      case 'conversion.recorded':
      case 'conversion.verified':
      case 'conversion.approved':
      case 'conversion.paid':
      case 'conversion.voided':
      case 'hub.tested':
        return [];
      default:
        expectTypeOf(event).toBeNever();
        return event;
    }
  };
  const incomplete = (event: HubEvent): number => {
    switch (event.type) {
      case 'stock.low':
        return event.data.itemCount;
      default:
        // @ts-expect-error all the others are left out
        return event satisfies never;
    }
  };
  const { 'conversion.refunded': _, ...withoutRefunds } = everything(() => undefined);
  // @ts-expect-error refunds are left out
  const handler = fetchWebhook({ secret: SECRET, on: withoutRefunds });
  expectTypeOf<HubEvent['type']>().toEqualTypeOf<HubEventType>();
  expectTypeOf<HubEvent<'stock.low'>['data']['items']>().toEqualTypeOf<StockLevel[]>();
  expect([levels(EVENT), incomplete, handler]).toHaveLength(3);
});
