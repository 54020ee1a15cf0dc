import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { eventAsMeant } from './contract/as-meant.ts';
import { CLICK_PATH } from './events.ts';
import { createSender } from './sender.ts';
import {
  type ClickReceipt,
  type ConversionReceipt,
  createServerTracker,
  type ServerTracker,
  type ServerTrackerOptions,
  signRequest,
  TrackerError,
} from './server.ts';

const createTracker = (options: Omit<ServerTrackerOptions, 'secretKey'>) =>
  createServerTracker({ secretKey: 'sk_of_a_test', ...options });

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A hub that answers as it is told, and remembers what it was asked. */
interface FakeHub {
  endpoint: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }[];
  /** The next answers, in order; a receipt afterwards. `drop` cuts the connection, `silent` keeps it. */
  next: (Answer | 'drop' | 'silent')[];
  server: Server;
}

const RECEIPT = { success: true, clickId: 42, counted: true };
const BUSY = { status: 503, body: { error: { code: 'unavailable', message: 'try again' } } };

let hub: FakeHub;
beforeEach(async () => {
  const requests: FakeHub['requests'] = [];
  const next: FakeHub['next'] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    const answer = next.shift() ?? { status: 200, body: RECEIPT };
    if (answer === 'silent') return;
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub = { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, next, server };
  // Backoff is random up to its limit: at zero, only what the hub asks for is waited.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await new Promise((resolve) => {
    hub.server.close(resolve);
    hub.server.closeAllConnections();
  });
});

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

async function failureOf(call: Promise<unknown>): Promise<TrackerError> {
  const failure = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(TrackerError);
  return failure as TrackerError;
}

test('ids of databases and a key out of a file are sent as they are meant', async () => {
  const tracker = createServerTracker({ endpoint: hub.endpoint, secretKey: 'sk_of_a_test\n' });
  const order = { orderId: 9_007_199_254_740_993n as unknown as string, revenue: '1.00', handle: 'a' };
  await tracker.conversion(order);
  expect(hub.requests[0]?.body.orderId).toBe('9007199254740993');
  const { 'hub-key-id': sent } = hub.requests[0]?.headers ?? {};
  expect(sent).toBe((await signRequest({ secretKey: 'sk_of_a_test', body: '' }))['hub-key-id']);
  await expect(tracker.conversion(null as never)).rejects.toThrow();
});

describe('what is sent', () => {
  test('a click with an event id of its own, to the click route', async () => {
    const receipt = await createTracker({ endpoint: hub.endpoint }).click({
      pixelId: 'px',
      landingPage: '/p',
    });
    expect(receipt).toEqual(RECEIPT);
    expect(hub.requests).toHaveLength(1);
    expect(hub.requests[0]).toMatchObject({
      path: '/api/affiliates/track/click',
      body: { pixelId: 'px', landingPage: '/p', eventId: expect.stringMatching(UUID_V7) },
    });
    expect(JSON.stringify(hub.requests)).not.toContain('sk_of_a_test');
  });

  test('a conversion to the conversion route, its amounts as they are', async () => {
    await createTracker({ endpoint: `${hub.endpoint}//` }).conversion({
      handle: 'tech-blog',
      orderId: 'O-1',
      revenue: '99.90',
    });
    expect(hub.requests[0]).toMatchObject({
      path: '/api/affiliates/track/conversion',
      body: { handle: 'tech-blog', orderId: 'O-1', revenue: '99.90' },
    });
  });

  test('the storefront in the body, and each try signed anew', async () => {
    hub.next.push(BUSY);
    await createTracker({ endpoint: hub.endpoint, storefront: 'second' }).click({ pixelId: 'px' });
    expect(hub.requests[0]?.body.storefront).toBe('second');
    const ids = hub.requests.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(2);
    expect(hub.requests[0]?.headers['webhook-signature']).toMatch(/^v1,/);
  });

  test('the caller’s own event id; another one for each event otherwise', async () => {
    const tracker = createTracker({ endpoint: hub.endpoint });
    const eventId = '550e8400-e29b-41d4-a716-446655440000';
    await tracker.click({ pixelId: 'px', eventId });
    await tracker.click({ pixelId: 'px' });
    await tracker.click({ pixelId: 'px' });
    const ids = hub.requests.map(({ body }) => body.eventId);
    expect(ids[0]).toBe(eventId);
    expect(new Set(ids).size).toBe(3);
  });

  test('an event id that is undefined is made, not left out', async () => {
    await createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px', eventId: undefined });
    expect(hub.requests[0]?.body.eventId).toMatch(UUID_V7);
  });
});

describe('an order', () => {
  const UNKNOWN = { status: 404, body: { error: { code: 'not_found', message: 'no such handle' } } };
  const order = { orderId: 'O-1', revenue: '9.99' };
  const badge = { handle: 'powered-by-ghost', earlier: { handle: 'tech-blog' } };

  test('by a name that nobody has is that of the landing before, as the same event', async () => {
    hub.next.push(UNKNOWN);
    const receipt = await createTracker({ endpoint: hub.endpoint }).conversion({ ...badge, ...order });
    expect(receipt).toEqual(RECEIPT);
    expect(hub.requests.map(({ body }) => body.handle)).toEqual(['powered-by-ghost', 'tech-blog']);
    expect(hub.requests[0]?.body).not.toHaveProperty('earlier');
    expect(hub.requests[1]?.body).toMatchObject(order);
    expect(hub.requests[1]?.body.eventId).toBe(hub.requests[0]?.body.eventId);
  });

  test('goes back as far as there are landings, then says what the hub said', async () => {
    hub.next.push(UNKNOWN, UNKNOWN, UNKNOWN);
    const earlier = {
      clickToken: 'signed.token',
      visitorId: 'v',
      earlier: { handle: 'tech-blog', clickId: 7 },
    };
    const error = await failureOf(
      createTracker({ endpoint: hub.endpoint }).conversion({ handle: 'x', pixelId: 'p', earlier, ...order }),
    );
    expect(error).toMatchObject({ code: 'not_found', status: 404 });
    const references = hub.requests.map(({ body: { handle, pixelId, clickToken, clickId, visitorId } }) => ({
      handle,
      pixelId,
      clickToken,
      clickId,
      visitorId,
    }));
    expect(references).toEqual([
      { handle: 'x', pixelId: 'p' },
      { clickToken: 'signed.token', visitorId: 'v' },
      { handle: 'tech-blog', clickId: 7, visitorId: 'v' },
    ]);
  });

  test.each([400, 403, 409, 422])(
    'that is refused with %i is not reported for anybody else',
    async (status) => {
      hub.next.push({ status, body: { error: { code: 'the_code' } } });
      const call = createTracker({ endpoint: hub.endpoint }).conversion({ ...badge, ...order });
      expect((await failureOf(call)).status).toBe(status);
      expect(hub.requests).toHaveLength(1);
    },
  );
});

describe('what does not fit', () => {
  /** What of a click is left once the hub has read it. */
  const read = async (event: object) => {
    await createTracker({ endpoint: hub.endpoint }).click({ handle: 'tech-blog', ...event });
    return eventAsMeant(hub.requests.at(-1)?.body);
  };

  test('is cut, and the event is sent', async () => {
    const long = `https://shop.example/?${'x'.repeat(3_000)}`;
    const body = await read({
      landingPage: long,
      referrer: long,
      subId: 'x'.repeat(300),
      visitorUserAgent: 'x'.repeat(2_000),
      visitorId: 'x'.repeat(2_000),
    });
    expect(body).toMatchObject({
      landingPage: long.slice(0, 2_048),
      referrer: long.slice(0, 2_048),
      subId: 'x'.repeat(255),
      visitorUserAgent: 'x'.repeat(1_024),
      visitorId: 'x'.repeat(1_024),
    });
  });

  test('is made text, or left out', async () => {
    expect(await read({ visitorId: 42 })).toMatchObject({ visitorId: '42' });
    expect(await read({ landingPage: new URL('https://shop.example/p') })).toMatchObject({
      landingPage: 'https://shop.example/p',
    });
    const body = await read({ visitorId: 'undefined', subId: '', referrer: null, pixelId: '' });
    for (const name of ['visitorId', 'subId', 'referrer', 'pixelId']) expect(body).not.toHaveProperty(name);
  });

  test('but for money and order ids, which the hub is to see as they are', async () => {
    const long = 'x'.repeat(300);
    const given = { handle: 'h', orderId: long, revenue: '', commission: null, currency: '' };
    await createTracker({ endpoint: hub.endpoint }).conversion(given as never);
    const { handle: _, ...exact } = given;
    expect(hub.requests[0]?.body).toMatchObject(exact);
    await createTracker({ endpoint: hub.endpoint }).refund({
      orderId: 'O',
      refundId: 'r',
      amount: null,
    } as never);
    expect(hub.requests[1]?.body).toMatchObject({ amount: null });
  });
});

describe('retries', () => {
  test.each([503, 500, 429, 408])('a %i is tried again with the same event id', async (status) => {
    hub.next.push({ ...BUSY, status }, { ...BUSY, status });
    const receipt = await createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' });
    expect(receipt).toEqual(RECEIPT);
    expect(hub.requests).toHaveLength(3);
    expect(new Set(hub.requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('a cut connection is tried again with the same event id', async () => {
    hub.next.push('drop');
    await createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' });
    expect(hub.requests).toHaveLength(2);
    expect(hub.requests[0]?.body.eventId).toBe(hub.requests[1]?.body.eventId);
  });

  test('Retry-After is waited for, and not much longer', async () => {
    hub.next.push({ ...BUSY, headers: { 'retry-after': '1' } });
    const startedAt = performance.now();
    await createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' });
    const elapsed = performance.now() - startedAt;
    expect(elapsed).toBeGreaterThanOrEqual(990);
    expect(elapsed).toBeLessThan(5000);
  });

  test('an answer that does not come in time is not waited for', async () => {
    const outOfTime = new AbortController();
    const never = new AbortController();
    const timeout = vi
      .spyOn(AbortSignal, 'timeout')
      .mockReturnValueOnce(outOfTime.signal)
      .mockReturnValue(never.signal);
    hub.next.push('silent');
    const receipt = createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' });
    await vi.waitFor(() => expect(hub.requests).toHaveLength(1), 30_000);
    outOfTime.abort();
    expect(await receipt).toEqual(RECEIPT);
    expect(timeout).toHaveBeenCalledWith(30_000);
    const [first, second] = hub.requests.map(({ body }) => body.eventId);
    expect(second).toBe(first);
  });

  /** Milliseconds between the tries of an event that is answered 503 with these `Retry-After`s, by a fake clock. */
  async function pauses(retryAfters: (string | null)[], maxRetries?: number): Promise<number[]> {
    vi.useFakeTimers();
    const tries: number[] = [];
    const send = createSender({
      endpoint: 'http://hub.example',
      // Signing takes time that no fake clock knows of.
      authorize: () => ({}),
      ...(maxRetries === undefined ? {} : { maxRetries }),
      fetch: async () => {
        const retryAfter = retryAfters[tries.push(Date.now()) - 1];
        return retryAfter === undefined
          ? Response.json(RECEIPT)
          : Response.json(BUSY.body, {
              status: 503,
              headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
            });
      },
    });
    const receipt = send(CLICK_PATH, {});
    await vi.runAllTimersAsync();
    expect(await receipt).toEqual(RECEIPT);
    return tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  }

  test('a Retry-After of hours or of nonsense does not stop the shop', async () => {
    expect(await pauses(['7200', 'Wed, 21 Oct 2026 07:28:00 GMT', '-5', ''])).toEqual([30_000, 0, 0, 0]);
  });

  test('backoff doubles from half a second to half a minute', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const silent = Array.from({ length: 8 }, () => null);
    expect(await pauses(silent, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });
});

describe('giving up', () => {
  test('after its retries it says what the hub said', async () => {
    hub.next.push(BUSY, BUSY, BUSY);
    const error = await failureOf(
      createTracker({ endpoint: hub.endpoint, maxRetries: 2 }).click({ pixelId: 'px' }),
    );
    expect(error).toMatchObject({ code: 'unavailable', status: 503, message: 'try again' });
    expect(hub.requests).toHaveLength(3);
  });

  test.each([400, 401, 403, 404, 409, 413, 422])('a %i is final', async (status) => {
    hub.next.push({ status, body: { error: { code: 'the_code', message: 'the message' } } });
    const error = await failureOf(createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' }));
    expect(error).toMatchObject({
      code: 'the_code',
      status,
      message: 'the message',
      name: 'TrackerError',
    });
    expect(hub.requests).toHaveLength(1);
  });

  test('a refusal that is no JSON is still a TrackerError', async () => {
    hub.next.push({ status: 404, body: '<html>nginx</html>' });
    const error = await failureOf(createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' }));
    expect(error).toMatchObject({ code: 'unknown', status: 404 });
  });

  test('a success that is no receipt is tried again, then a TrackerError', async () => {
    const portal = { status: 200, body: '<html>captive portal</html>' };
    hub.next.push(portal);
    expect(await createTracker({ endpoint: hub.endpoint }).click({ pixelId: 'px' })).toEqual(RECEIPT);
    hub.next.push(portal, portal);
    const error = await failureOf(
      createTracker({ endpoint: hub.endpoint, maxRetries: 1 }).click({ pixelId: 'px' }),
    );
    expect(error).toMatchObject({ code: 'unreachable', cause: expect.any(SyntaxError) });
  });

  test('a hub that cannot be reached is named so, with the cause', async () => {
    const cause = new TypeError('fetch failed');
    const error = await failureOf(
      createTracker({
        endpoint: hub.endpoint,
        maxRetries: 0,
        fetch: () => Promise.reject(cause),
      }).click({ pixelId: 'px' }),
    );
    expect(error).toMatchObject({ code: 'unreachable', status: undefined, cause });
  });
});

test('its types are what the docs say', () => {
  expectTypeOf<ServerTracker['click']>().returns.toEqualTypeOf<Promise<ClickReceipt>>();
  expectTypeOf<ServerTracker['conversion']>().returns.toEqualTypeOf<Promise<ConversionReceipt>>();
  expectTypeOf<Parameters<ServerTracker['conversion']>[0]['revenue']>().toEqualTypeOf<number | string>();
  // @ts-expect-error a click needs a pixel id or a handle
  const noAffiliate: Parameters<ServerTracker['click']>[0] = { landingPage: '/' };
  // @ts-expect-error a conversion needs its revenue
  const noRevenue: Parameters<ServerTracker['conversion']>[0] = { pixelId: 'px', orderId: 'O-1' };
  expectTypeOf<TrackerError['status']>().toEqualTypeOf<number | undefined>();
  expect([noAffiliate, noRevenue]).toHaveLength(2);
});

describe('options that are missing or wrong', () => {
  const tracker = (options: Partial<ServerTrackerOptions>, send: typeof fetch) =>
    createServerTracker({ endpoint: 'https://hub.example', secretKey: 'sk_1', fetch: send, ...options });

  test.each([
    ['an unset secret key', { secretKey: undefined }, /^secretKey: is missing/],
    ['an empty one', { secretKey: '' }, /^secretKey: is missing/],
    ['a blank one', { secretKey: ' \n' }, /^secretKey: is missing/],
    ['a publishable one', { secretKey: 'pk_1' }, /^secretKey: is a publishable key/],
    ['an unset endpoint', { endpoint: undefined }, /^endpoint: is missing/],
    ['an empty one', { endpoint: '' }, /^endpoint: is missing/],
    ['one without a scheme', { endpoint: 'hub.example.com' }, /^endpoint: "hub.example.com" does not begin/],
    ['a host and a port', { endpoint: 'localhost:3000' }, /^endpoint: "localhost:3000"/],
    ['another scheme', { endpoint: 'ftp://hub.example.com' }, /^endpoint: /],
    ['a path, as pages have it', { endpoint: '/hub' }, /^endpoint: /],
  ])('%s is named at once, and nothing is sent', async (_, options, message) => {
    const send = vi.fn<typeof fetch>();
    // Made without a complaint: a build that lacks secrets loads modules that make one.
    const hub = tracker(options, send);
    for (const failure of [
      await failureOf(hub.conversion({ handle: 'h', orderId: 'O-1', revenue: '1.00' })),
      await failureOf(hub.click({ handle: 'h' })),
      await failureOf(hub.refund({ orderId: 'O-1', refundId: 'R-1' })),
    ]) {
      expect(failure.code).toBe('usage');
      expect(failure.message).toMatch(message);
    }
    expect(send).not.toHaveBeenCalled();
  });

  test('a request has no options that workers refuse', async () => {
    const send = vi.fn<typeof fetch>(async () => Response.json(RECEIPT));
    await tracker({}, send).click({ handle: 'h' });
    expect(Object.keys(send.mock.calls[0]?.[1] ?? {}).sort()).toEqual([
      'body',
      'headers',
      'method',
      'signal',
    ]);
  });

  test('a request is not signed without a key either', async () => {
    expect((await failureOf(signRequest({ secretKey: undefined, body: '{}' }))).message).toMatch(
      /^secretKey/,
    );
    expect((await failureOf(signRequest({ secretKey: 'pk_1', body: '{}' }))).message).toMatch(/^secretKey/);
  });
});
