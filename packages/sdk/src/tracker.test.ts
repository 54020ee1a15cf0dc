import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { eventAsMeant } from './contract/as-meant.ts';
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
  vi.stubGlobal(
    'localStorage',
    new Proxy({} as Record<string, string>, {
      ownKeys: () => guarded(() => [...page.storage.keys()]),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_, key: string) => guarded(() => page.storage.get(key)),
      set: (_, key: string, value: string) => guarded(() => page.storage.set(key, value).has(key)),
      deleteProperty: (_, key: string) => guarded(() => page.storage.delete(key) || true),
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
  vi.stubGlobal('isSecureContext', true);
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

/** What of an event that was sent is left once the hub has read it. */
const readByHub = (index: number) => eventAsMeant(page.sent[index]) as Record<string, unknown>;

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
    const tracker = page.open('https://shop.example/?dth_click=signed.token');
    expect(await tracker.init()).toBeNull();
    expect(page.sent).toEqual([]);
    expect(tracker.attribution()).toEqual({ clickToken: 'signed.token' });
  });
});

describe('an address', () => {
  test.each([
    '/?Via=tech-blog',
    '/?a=1&VIA=tech-blog',
    '/?a=1&amp;via=tech-blog',
    '/?a=1&#038;via=tech-blog',
    '/?a=1?via=tech-blog',
    '/#/?via=tech-blog',
    '/#/shoes?size=9&via=tech-blog',
    '/?a=1#via=tech-blog',
    '/page%3Fvia=tech-blog',
    '/?a=1%26via%3Dtech-blog',
    '/?%76ia=tech-blog',
    '/?via=tech-blog?utm_source=mail',
    '/?via=tech-blog#/?via=other',
    '/?via=&VIA=tech-blog',
    '/?q=100%&via=tech-blog',
    '/?next=https%3A%2F%2Fother.example%2F%3Fvia%3Dsomebody&via=tech-blog',
  ])('%s is read as it is meant', async (path) => {
    expect(await page.open(`https://shop.example${path}`).init()).toEqual(RECEIPT);
    expect(page.sent[0]).toMatchObject({ handle: 'tech-blog' });
  });

  test.each(['TECH-BLOG', 'tech-blog/', 'tech-blog.', 'tech-blog)', ' tech-blog', 'tech-blog\u200b'])(
    'with %j hands it on: what a handle looks like is the hub’s to say',
    async (handle) => {
      await page.open(`https://shop.example/?via=${encodeURIComponent(handle)}`).init();
      expect(page.sent[0]).toMatchObject({ handle });
    },
  );

  test.each(['/?via=', '/?via=%20', '/?viafoo=x', '/via=x', '/?a=via'])('%s names nobody', async (path) => {
    expect(await page.open(`https://shop.example${path}`).init()).toBeNull();
    expect(page.sent).toEqual([]);
  });

  test('of thousands of characters costs nothing but its end', async () => {
    const path = `/?via=tech-blog&sub=${'s'.repeat(300)}&x=${'x'.repeat(3_000)}`;
    expect(await page.open(`https://shop.example${path}`).init()).toEqual(RECEIPT);
    expect(readByHub(0)).toMatchObject({
      landingPage: `https://shop.example${path}`.slice(0, 2_048),
      subId: 's'.repeat(255),
    });
  });
});

describe('a name that the hub does not know', () => {
  const unknown = () =>
    Response.json({ error: { code: 'not_found', message: 'no such handle' } }, { status: 404 });
  const order = { orderId: 'O-1', revenue: 1 };
  const later = () => page.open('https://shop.example/thanks');
  const land = (query: string) => page.open(`https://shop.example/?${query}`).init();

  test('leaves what is remembered alone', async () => {
    await land('via=tech-blog');
    page.next.push(unknown());
    await land('via=powered-by-ghost');
    expect(later().attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
    await later().conversion(order);
    expect(page.sent[2]).toMatchObject({ handle: 'tech-blog', clickId: 42 });
  });

  test('is sent with an order while the hub is away, beside the click of the landing before', async () => {
    await land('via=tech-blog');
    page.next.push(new TypeError('gone'));
    const tracker = page.open('https://shop.example/?via=powered-by-ghost');
    void tracker.init();
    await vi.advanceTimersByTimeAsync(0);
    expect(tracker.attribution()).toEqual({
      handle: 'powered-by-ghost',
      clickId: 42,
      visitorId: page.sent[0]?.visitorId,
    });
    page.next.push(unknown());
    void tracker.conversion(order);
    await vi.advanceTimersByTimeAsync(600);
    expect(page.sent[3]).toMatchObject({ handle: 'powered-by-ghost', clickId: 42, ...order });
    expect(page.sent[3]).not.toHaveProperty('earlier');
    // The click was refused meanwhile.
    expect(tracker.attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('is found out by the next page, which sends what this one could not', async () => {
    await land('via=tech-blog');
    page.next.push(new TypeError('gone'));
    void land('via=powered-by-ghost');
    await vi.advanceTimersByTimeAsync(0);
    page.next.push(unknown());
    const next = later();
    await next.init();
    await vi.advanceTimersByTimeAsync(0);
    expect(next.attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
    expect(later().attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('has nothing beside it when the landing before was too long ago', async () => {
    const earlier = { handle: 'tech-blog', clickId: 42, at: Date.now() - 31 * 86_400_000 };
    page.storage.set('dth', JSON.stringify({ handle: 'other', at: Date.now(), earlier }));
    expect(later().attribution()).toEqual({ handle: 'other' });
  });

  test('twice in a row, while the hub is away, pushes nobody out either', async () => {
    await land('via=tech-blog');
    for (const badge of ['powered-by-ghost', 'made-with-framer']) {
      page.next.push(new TypeError('gone'));
      void land(`via=${badge}`);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(later().attribution()).toMatchObject({ handle: 'made-with-framer', clickId: 42 });
  });

  test('is not remembered by itself', async () => {
    page.next.push(unknown());
    await land('via=powered-by-ghost');
    expect(later().attribution()).toBeNull();
  });

  test('is one that the hub knows: then it stands alone', async () => {
    await land('via=tech-blog');
    page.next.push(Response.json({ ...RECEIPT, clickId: 43 }));
    await land('via=other');
    expect(later().attribution()).toEqual({ handle: 'other', clickId: 43 });
    expect(page.storage.get('dth')).not.toContain('tech-blog');
  });

  test.each([
    ['the key is refused', 403, { error: { code: 'forbidden', message: 'origin' } }],
    ['a proxy answers', 404, '<html>nginx</html>'],
  ])('is not what it means when %s', async (_, status, body) => {
    await land('via=tech-blog');
    page.next.push(Response.json(body, { status }));
    await land('via=other');
    expect(later().attribution()).toMatchObject({ handle: 'other', clickId: 42 });
  });

  test('says nothing of other orders and clicks that are refused', async () => {
    await land('via=tech-blog');
    page.next.push(unknown(), unknown());
    const tracker = later();
    await tracker.conversion(order);
    await tracker.click({ handle: 'somebody' });
    expect(tracker.attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('is forgotten with consent that comes later', async () => {
    await land('via=tech-blog');
    page.next.push(unknown());
    const tracker = page.open('https://shop.example/?via=powered-by-ghost', { consent: 'denied' });
    await tracker.init();
    tracker.consent('granted');
    expect(later().attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('has the landing before beside it, when consent comes before the hub’s answer', async () => {
    await land('via=tech-blog');
    page.next.push(new TypeError('gone'), unknown());
    const tracker = page.open('https://shop.example/?via=powered-by-ghost', { consent: 'denied' });
    void tracker.init();
    await vi.advanceTimersByTimeAsync(0);
    tracker.consent('granted');
    expect(later().attribution()).toEqual({
      handle: 'powered-by-ghost',
      clickId: 42,
      visitorId: page.sent[0]?.visitorId,
    });
    await vi.advanceTimersByTimeAsync(600);
    expect(later().attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('and a token that may be broken: alone it is looked at first, beside a handle both are handed on', async () => {
    await land('via=tech-blog');
    await land('dth_click=AQAAAAEBtruncated');
    const { visitorId } = page.sent[0] as { visitorId: string };
    expect(later().attribution()).toEqual({ clickToken: 'AQAAAAEBtruncated', visitorId });
    await later().conversion(order);
    expect(page.sent[1]).toMatchObject({ clickToken: 'AQAAAAEBtruncated', visitorId });
    expect(page.sent[1]).not.toHaveProperty('handle');
    await land('via=other&dth_click=AQAAAAEBtruncated');
    expect(later().attribution()).toMatchObject({ handle: 'other', clickToken: 'AQAAAAEBtruncated' });
    // Its click was recorded by the redirect.
    expect(page.sent).toHaveLength(2);
    page.next.push(unknown());
    await land('via=powered-by-ghost');
    expect(later().attribution()).toMatchObject({ handle: 'other', clickToken: 'AQAAAAEBtruncated' });
  });

  test('is compared without case and a link’s surroundings', async () => {
    page.next.push(new TypeError('gone'));
    const tracker = page.open('https://shop.example/?via=TECH-BLOG.');
    void tracker.init();
    await vi.advanceTimersByTimeAsync(600);
    expect(tracker.attribution()).toEqual({ handle: 'TECH-BLOG.', clickId: 42 });
    page.next.push(Response.json({ ...RECEIPT, clickId: 43 }));
    await tracker.click({ handle: 'tech-blog' });
    expect(tracker.attribution()).toEqual({ handle: 'TECH-BLOG.', clickId: 43 });
  });
});

describe('a visitor', () => {
  const identified = async (id: unknown) => {
    const tracker = page.open('https://shop.example/?via=tech-blog');
    tracker.identify(id as string);
    expect(await tracker.init()).toEqual(RECEIPT);
    return readByHub(0).visitorId;
  };

  test.each([
    ['128 characters', 'x'.repeat(128), 'x'.repeat(128)],
    ['more than anybody needs', 'x'.repeat(3_000), 'x'.repeat(1_024)],
    ['a number', 42, '42'],
    ['a large number', 12345678901234567890n, '12345678901234567890'],
    ['an object', { id: 7 }, '{"id":7}'],
  ])('is known by %s', async (_, id, sent) => {
    expect(await identified(id)).toBe(sent);
  });

  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  test.each([
    '',
    '  ',
    undefined,
    null,
    Number.NaN,
    0,
    true,
    'undefined',
    'null',
    '[object Object]',
    '{{ customer.id }}',
    {},
    [],
    Symbol('x'),
    cyclic,
  ])('is nobody by %s: all visitors would be one', async (id) => {
    expect(await identified(id)).toMatch(UUID_V7);
  });

  test('of thousands of wide characters is remembered where a cookie has no room', async () => {
    page.cookie = 'dth=%7B%22at%22%3A1%7D';
    const id = '语'.repeat(900);
    expect(await identified(id)).toBe(id);
    expect(page.cookie).toBe('');
    expect(page.open('https://shop.example/').attribution()).toEqual({ handle: 'tech-blog', clickId: 42 });
  });

  test('without consent has no name that an order could be sent by', async () => {
    const tracker = page.open('https://shop.example/', { consent: 'denied' });
    tracker.identify('customer-7');
    expect(await tracker.conversion({ orderId: 'O-1', revenue: 1 })).toBeNull();
    expect(page.sent).toEqual([]);
  });

  test('is who the order says, and an empty coupon is none', async () => {
    const tracker = page.open('https://shop.example/?via=tech-blog');
    await tracker.init();
    const order = { orderId: 'O-1', revenue: 1, handle: '', pixelId: null, visitorId: 42 };
    await tracker.conversion(order as never);
    expect(page.sent[1]).toMatchObject({ handle: 'tech-blog', clickId: 42, visitorId: '42' });
    expect(readByHub(1)).not.toHaveProperty('pixelId');
  });
});

describe('what others keep beside it', () => {
  const waiting = (name: string, eventId: string, event: object = { handle: 'h' }) => {
    const entry = JSON.stringify({ kind: 'click', at: Date.now(), event: { ...event, eventId } });
    page.storage.set(`${name}.${eventId}`, entry);
  };
  const foreign: [string, string][] = [
    ['dth.cart', '{"items":[1]}'],
    ['dth.cart2', '"text"'],
    ['dth.cart3', '{"event":'],
    ['dth.eu', JSON.stringify({ handle: 'x', at: Date.UTC(2100, 0) })],
    ['dth.theme', JSON.stringify({ kind: 'dark', event: { eventId: 'theme' } })],
    ['dth.odd', JSON.stringify({ kind: 'click', event: 5 })],
    ['dth.null', JSON.stringify({ kind: 'click', event: null })],
    ['other', 'null'],
  ];

  test('is neither sent nor erased, whatever it is', async () => {
    for (const [key, text] of foreign) page.storage.set(key, text);
    waiting('dth.eu', '018f0000-0000-7000-8000-000000000001');
    const before = new Map(page.storage);
    const tracker = page.open('https://shop.example/?via=tech-blog');
    await tracker.init();
    expect(page.sent).toHaveLength(1);
    expect(page.failures).toEqual([]);
    tracker.consent('denied');
    await vi.advanceTimersByTimeAsync(0);
    expect(page.storage).toEqual(before);
    expect(page.sent).toHaveLength(1);
  });

  test('is not what consent that is taken back erases: its own, to the last', async () => {
    page.storage.set('dth.cart', '[]');
    page.next.push(new TypeError('gone'));
    const tracker = page.open('https://shop.example/?via=tech-blog');
    void tracker.init();
    await vi.advanceTimersByTimeAsync(0);
    // Left by a page that is closed, after this one has looked.
    waiting('dth', '018f0000-0000-7000-8000-000000000002');
    tracker.consent('denied');
    expect([...page.storage.keys()]).toEqual(['dth.cart']);
  });

  test('leaves room for what an earlier page could not send', async () => {
    page.storage.set('dth.cart', '{');
    waiting('dth', '018f0000-0000-7000-8000-000000000003', { handle: 'h', resolve: 1 });
    const entry = [...page.storage].at(-1) as [string, string];
    page.storage.set(entry[0], entry[1].replace('{', '{"resolve":true,"isStored":5,'));
    await page.open('https://shop.example/').init();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.sent).toMatchObject([{ handle: 'h' }]);
    expect(page.failures).toEqual([]);
    expect([...page.storage.keys()]).toEqual(['dth.cart']);
  });

  test('is another hub’s: two trackers of two names know nothing of one another', async () => {
    const address = 'https://shop.example/?via=tech-blog';
    const eu = page.open(address, { storageName: 'dth.eu', endpoint: 'https://eu.example' });
    await Promise.all([page.open(address).init(), eu.init()]);
    expect(page.urls.map((url) => new URL(url).host).sort()).toEqual(['eu.example', 'hub.example']);
    expect([...page.storage.keys()].sort()).toEqual(['dth', 'dth.eu']);
    const again = page.open('https://shop.example/');
    again.consent('denied');
    expect([...page.storage.keys()]).toEqual(['dth.eu']);
    const options = { storageName: 'dth.eu' };
    expect(page.open('https://shop.example/', options).attribution()).toMatchObject({ handle: 'tech-blog' });
  });

  test.each([
    ['a thing', { $ne: 1 }],
    ['a list', ['x']],
    ['a number', 5],
  ])('is no landing with %s for a handle', (_, handle) => {
    page.storage.set('dth', JSON.stringify({ handle, at: Date.now() }));
    expect(page.open('https://shop.example/').attribution()).toBeNull();
  });

  test('is taken over where consent comes late', async () => {
    waiting('dth', '018f0000-0000-7000-8000-000000000004');
    const tracker = page.open('https://shop.example/', { consent: 'denied' });
    await tracker.init();
    expect(page.sent).toEqual([]);
    tracker.consent('granted');
    await vi.advanceTimersByTimeAsync(0);
    expect(page.sent).toMatchObject([{ handle: 'h' }]);
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

describe('several trackers on one page', () => {
  test('of two hubs, by the names of their storage, know nothing of one another', async () => {
    const world = page.open('https://shop.example/?via=tech-blog');
    const europe = page.open('https://shop.example/?via=tech-blog', {
      endpoint: 'https://hub.example.eu',
      storageName: 'eu',
    });
    page.next.push(Response.json(RECEIPT), Response.json({ ...RECEIPT, clickId: 7 }));
    await world.init();
    await europe.init();
    expect(page.urls.map((url) => new URL(url).host)).toEqual(['hub.example', 'hub.example.eu']);
    expect([world.attribution()?.clickId, europe.attribution()?.clickId]).toEqual([42, 7]);
    world.consent('denied');
    expect([...page.storage.keys()]).toEqual(['eu']);
  });

  test('of one hub share what they remember, from one page to the next', async () => {
    await page.open('https://shop.example/?via=tech-blog').init();
    const one = page.open('https://shop.example/thanks');
    const other = page.open('https://shop.example/thanks');
    for (const tracker of [one, other]) expect(tracker.attribution()).toMatchObject({ clickId: 42 });
    await Promise.all([one.init(), other.init()]);
    expect(page.sent).toHaveLength(1);
  });
});

test.each([undefined, ''])(
  'an endpoint that is missing (%j) breaks no page, and is told',
  async (endpoint) => {
    const waiting = { kind: 'click', at: Date.now(), event: { handle: 'h', eventId: 'e' } };
    page.storage.set('dth.e', JSON.stringify(waiting));
    const tracker = page.open('https://shop.example/?via=tech-blog', { endpoint });
    expect(await tracker.init()).toBeNull();
    expect(page.failures).toEqual([{ code: 'usage', message: 'no endpoint' }]);
    // What waits is not tried at the shop's own address, where it would be lost.
    expect(page.sent).toEqual([]);
    expect(page.storage.size).toBe(1);
  },
);
