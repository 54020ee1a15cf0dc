import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { ClickReceipt, ConversionReceipt } from './events.ts';
import type { TrackerFailure } from './queue.ts';
import { createTracker, type Tracker, type TrackerOptions } from './tracker.ts';

const RECEIPT = { success: true, clickId: 42, counted: true };
const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** As much of a browser as the tracker looks at; what only a real one can tell is tested in one. */
class Page {
  readonly storage = new Map<string, string>();
  readonly sent: Record<string, unknown>[] = [];
  readonly urls: string[] = [];
  /** The next answers; a receipt afterwards. */
  readonly next: (Response | Error)[] = [];
  readonly failures: TrackerFailure[] = [];
  cookie = '';
  hasStorage = true;

  open(address: string, options: Partial<TrackerOptions> = {}): Tracker {
    vi.stubGlobal('location', new URL(address));
    return createTracker({
      endpoint: 'https://hub.example/',
      key: 'pk_1',
      onError: (failure) => this.failures.push(failure),
      ...options,
    });
  }
}

let page: Page;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  page = new Page();
  const guarded = <Result>(work: () => Result): Result => {
    if (!page.hasStorage) throw new DOMException('denied', 'SecurityError');
    return work();
  };
  const localStorage = {
    getItem: (key: string) => guarded(() => page.storage.get(key) ?? null),
    setItem: (key: string, value: string) => guarded(() => void page.storage.set(key, value)),
    removeItem: (key: string) => guarded(() => void page.storage.delete(key)),
  };
  vi.stubGlobal(
    'localStorage',
    new Proxy(localStorage, {
      ownKeys: () => guarded(() => [...page.storage.keys()]),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (methods, key: string) => Reflect.get(methods, key) ?? page.storage.get(key),
    }),
  );
  vi.stubGlobal('document', {
    referrer: 'https://blog.example/',
    get cookie() {
      return guarded(() => page.cookie);
    },
    set cookie(text: string) {
      guarded(() => {
        const [pair = ''] = text.split(';');
        page.cookie = text.includes('max-age=0') ? '' : pair;
      });
    },
  });
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
    page.urls.push(url);
    page.sent.push(JSON.parse(body));
    const answer = page.next.shift() ?? Response.json(RECEIPT);
    if (answer instanceof Error) throw answer;
    return answer;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const busy = (headers = {}) =>
  Response.json({ error: { code: 'unavailable', message: 'later' } }, { status: 503, headers });

describe('a landing', () => {
  test('is a click of the affiliate in the address, with an id of its own', async () => {
    const receipt = await page.open('https://shop.example/p?via=tech-blog&sub=july').init();
    expect(receipt).toEqual(RECEIPT);
    expect(page.urls).toEqual(['https://hub.example/api/affiliates/track/click']);
    expect(page.sent[0]).toEqual({
      key: 'pk_1',
      handle: 'tech-blog',
      landingPage: 'https://shop.example/p?via=tech-blog&sub=july',
      referrer: 'https://blog.example/',
      subId: 'july',
      visitorId: expect.stringMatching(UUID_V7),
      eventId: expect.stringMatching(UUID_V7),
    });
  });

  test('without an affiliate sends nothing, and stores nothing', async () => {
    expect(await page.open('https://shop.example/').init()).toBeNull();
    expect([page.sent.length, page.storage.size, page.cookie]).toEqual([0, 0, '']);
  });

  test('by a parameter of your own', async () => {
    await page.open('https://shop.example/?ref=tech-blog', { parameters: ['partner', 'ref'] }).init();
    expect(page.sent[0]).toMatchObject({ handle: 'tech-blog' });
  });

  test('by a tracked redirect has been recorded: its token is remembered', async () => {
    const tracker = page.open('https://shop.example/?dth_click=signed.token&via=x');
    expect(await tracker.init()).toBeNull();
    expect(page.sent).toEqual([]);
    expect(tracker.attribution()).toEqual({ clickToken: 'signed.token' });
  });
});

describe('an order', () => {
  test('is claimed for who brought the visitor, pages later', async () => {
    await page.open('https://shop.example/?via=tech-blog').init();
    const later = page.open('https://shop.example/thanks');
    await later.init();
    expect(later.attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
    await later.conversion({ orderId: 'O-1', revenue: '9.99' });
    expect(page.urls[1]).toBe('https://hub.example/api/affiliates/track/conversion');
    expect(page.sent[1]).toMatchObject({ handle: 'tech-blog', clickId: 42, orderId: 'O-1', revenue: '9.99' });
    expect(page.sent[1]?.visitorId).toBe(page.sent[0]?.visitorId);
  });

  test('that nobody brought is nobody’s', async () => {
    expect(await page.open('https://shop.example/').conversion({ orderId: 'O-1', revenue: 1 })).toBeNull();
    expect(page.sent).toEqual([]);
  });

  test('of somebody who is known by name is sent: the hub may know who brought them on another device', async () => {
    const tracker = page.open('https://shop.example/');
    tracker.identify('customer-7');
    await tracker.conversion({ orderId: 'O-1', revenue: 1 });
    expect(page.sent[0]).toMatchObject({ visitorId: 'customer-7' });
  });

  test('with an affiliate of its own is theirs', async () => {
    const tracker = page.open('https://shop.example/?via=tech-blog');
    await tracker.init();
    await tracker.conversion({ orderId: 'O-1', revenue: 1, handle: 'other' });
    expect(page.sent[1]).not.toHaveProperty('clickId');
    expect(page.sent[1]).toMatchObject({ handle: 'other' });
  });

  test('after the landing was forgotten is nobody’s', async () => {
    await page.open('https://shop.example/?via=tech-blog').init();
    vi.advanceTimersByTime(31 * 86_400_000);
    expect(page.open('https://shop.example/').attribution()).toBeNull();
  });
});

describe('until the hub has it', () => {
  test('an event is tried again, in order, as the same event', async () => {
    page.next.push(new TypeError('fetch failed'), busy({ 'retry-after': '7' }));
    const tracker = page.open('https://shop.example/?via=tech-blog');
    const [click, order] = [tracker.init(), tracker.conversion({ orderId: 'O-1', revenue: 1 })];
    await vi.advanceTimersByTimeAsync(600);
    expect(page.sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(page.sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await click).toEqual(RECEIPT);
    expect(await order).toEqual(RECEIPT);
    expect(page.sent.map(({ eventId }) => eventId)).toEqual([
      ...Array(3).fill(page.sent[0]?.eventId),
      page.sent[3]?.eventId,
    ]);
    expect(page.failures).toEqual([{ code: 'unreachable', message: 'TypeError: fetch failed' }]);
  });

  test('it is stored, and the next page sends it', async () => {
    page.next.push(new TypeError('gone'));
    void page.open('https://shop.example/?via=tech-blog').init();
    await vi.advanceTimersByTimeAsync(0);
    await page.open('https://shop.example/next').init();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.sent).toHaveLength(2);
    expect(page.sent[1]).toEqual(page.sent[0]);
    expect([...page.storage.keys()]).toEqual(['dth']);
  });

  test('an answer that is no receipt is none', async () => {
    page.next.push(new Response('<html>captive portal</html>'));
    const receipt = page.open('https://shop.example/?via=tech-blog').init();
    await vi.advanceTimersByTimeAsync(600);
    expect(await receipt).toEqual(RECEIPT);
  });

  test('a hundred wait at most, and the oldest is given up', async () => {
    page.next.push(new TypeError('gone'));
    const tracker = page.open('https://shop.example/');
    for (let order = 0; order < 101; order++)
      void tracker.conversion({ handle: 'h', orderId: `${order}`, revenue: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(page.failures.map(({ code }) => code)).toContain('dropped');
    expect([...page.storage.keys()].filter((key) => key.startsWith('dth.'))).toHaveLength(100);
  });

  test('it is refused for good', async () => {
    page.next.push(
      Response.json({ error: { code: 'not_found', message: 'no such handle' } }, { status: 404 }),
    );
    expect(await page.open('https://shop.example/?via=nobody').init()).toBeNull();
    expect(page.failures).toEqual([{ code: 'not_found', message: 'no such handle', status: 404 }]);
    expect([...page.storage.keys()]).toEqual(['dth']);
  });

  test('it is a week old', async () => {
    page.next.push(new TypeError('gone'));
    void page.open('https://shop.example/?via=tech-blog').init();
    await vi.advanceTimersByTimeAsync(0);
    vi.setSystemTime(Date.now() + 8 * 86_400_000);
    await page.open('https://shop.example/').init();
    expect(page.sent).toHaveLength(1);
    expect(page.failures.at(-1)?.code).toBe('dropped');
  });
});

describe('without consent', () => {
  test.each([
    ['it was denied', () => page.open('https://shop.example/?via=tech-blog', { consent: 'denied' })],
    [
      'the browser asks for privacy',
      () => {
        vi.stubGlobal('navigator', { globalPrivacyControl: true });
        return page.open('https://shop.example/?via=tech-blog');
      },
    ],
  ])('nothing is stored, and events name no visitor: %s', async (_, open) => {
    page.next.push(new TypeError('gone'));
    const tracker = open();
    const receipt = tracker.init();
    await vi.advanceTimersByTimeAsync(600);
    expect(await receipt).toEqual(RECEIPT);
    expect(page.sent[1]).not.toHaveProperty('visitorId');
    expect([page.storage.size, page.cookie]).toEqual([0, '']);
    // The same page still knows, and may hand it to the shop's server.
    expect(tracker.attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('given later, what this page knows is kept; taken back, it is erased', async () => {
    const tracker = page.open('https://shop.example/?via=tech-blog', { consent: 'denied' });
    await tracker.init();
    tracker.consent('granted');
    expect(page.open('https://shop.example/').attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
    tracker.consent('denied');
    expect([page.storage.size, page.cookie]).toEqual([0, '']);
  });

  test('given on a later page, the landing of before is found again', async () => {
    await page.open('https://shop.example/?via=tech-blog').init();
    const later = page.open('https://shop.example/', { consent: 'denied' });
    expect(later.attribution()).toBeNull();
    later.consent('granted');
    expect(later.attribution()).toMatchObject({ handle: 'tech-blog' });
  });
});

describe('the page is never harmed', () => {
  test('where there is no storage', async () => {
    page.hasStorage = false;
    const tracker = page.open('https://shop.example/?via=tech-blog');
    expect(await tracker.init()).toEqual(RECEIPT);
    expect(await tracker.conversion({ orderId: 'O-1', revenue: 1 })).toEqual(RECEIPT);
    tracker.consent('denied');
    expect(page.failures).toEqual([]);
  });

  test('by what it hands over, nor by its own handler', async () => {
    const onError = vi.fn(() => {
      throw new Error('of the page');
    });
    const tracker = page.open('https://shop.example/', { onError });
    expect(await tracker.conversion(undefined as never)).toBeNull();
    const cyclic: Record<string, unknown> = { handle: 'h' };
    cyclic.self = cyclic;
    page.storage.clear();
    const never = tracker.click(cyclic as never);
    await vi.advanceTimersByTimeAsync(0);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'usage' }));
    void never;
  });

  test('by what somebody else has stored under its names', async () => {
    page.storage.set('dth', 'null');
    page.storage.set('dth.x', '{"surprise":');
    page.cookie = 'dth=%E0%A4%A';
    expect(await page.open('https://shop.example/?via=tech-blog').init()).toEqual(RECEIPT);
  });

  test('where there is no browser', async () => {
    vi.unstubAllGlobals();
    vi.stubGlobal('fetch', async () => Response.json(RECEIPT));
    const tracker = createTracker({ endpoint: 'https://hub.example' });
    expect(await tracker.init()).toBeNull();
    expect(await tracker.click({ handle: 'tech-blog' })).toEqual(RECEIPT);
  });
});

test('its types are what the docs say', () => {
  expectTypeOf<Tracker['init']>().returns.toEqualTypeOf<Promise<ClickReceipt | null>>();
  expectTypeOf<Tracker['click']>().returns.toEqualTypeOf<Promise<ClickReceipt | null>>();
  expectTypeOf<Tracker['conversion']>().returns.toEqualTypeOf<Promise<ConversionReceipt | null>>();
  expectTypeOf<Parameters<Tracker['identify']>>().toEqualTypeOf<[visitorId: string | null]>();
  expectTypeOf<Parameters<Tracker['consent']>[0]>().toEqualTypeOf<'granted' | 'denied'>();
  expectTypeOf<Parameters<Tracker['conversion']>[0]['revenue']>().toEqualTypeOf<number | string>();
  // @ts-expect-error a click needs a pixel id or a handle
  const noAffiliate: Parameters<Tracker['click']>[0] = { landingPage: '/' };
  // @ts-expect-error a conversion needs its revenue
  const noRevenue: Parameters<Tracker['conversion']>[0] = { pixelId: 'px', orderId: 'O-1' };
  // @ts-expect-error a typo in an option
  const typo: TrackerOptions = { endpoint: 'https://hub.example', kee: 'pk_1' };
  expect([noAffiliate, noRevenue, typo]).toHaveLength(3);
});
