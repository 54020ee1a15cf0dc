import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  clickCookie,
  clickCookieHook,
  clickCookieMiddleware,
  readAttribution,
  withClickCookie,
} from './click-cookie.ts';

const NOW = Date.UTC(2026, 10, 23);
beforeAll(() => void vi.setSystemTime(NOW));
afterAll(() => void vi.useRealTimers());

const visit = (url: string, headers: Record<string, string> = {}) => ({
  url,
  header: (name: string) => headers[name] ?? null,
});
/** Visits one after the other, each with the cookie of the one before. */
const visits = (...urls: string[]) =>
  urls.reduce((cookie, url) => asCookie(clickCookie(visit(url, { cookie }))), '');
const asCookie = (setCookie: string | null) => setCookie?.split(';')[0] ?? '';
const trackers = (remembered: object) => `dth=${encodeURIComponent(JSON.stringify(remembered))}`;

describe('a landing', () => {
  test('is remembered for thirty days, out of scripts’ reach', () => {
    const cookie = clickCookie(visit('/p?x=1&via=tech-blog'));
    expect(cookie).toMatch(/; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(readAttribution(asCookie(cookie))).toEqual({ handle: 'tech-blog' });
  });

  test('as it is configured', () => {
    const options = {
      parameters: ['ref'],
      storageName: 'shop',
      cookieDomain: '.shop.example',
      attributionDays: 7,
    };
    const cookie = clickCookie(visit('https://www.shop.example/?ref=tech-blog'), options);
    expect(cookie).toMatch(/^shop_click=/);
    expect(cookie).toContain('; Max-Age=604800; Path=/; Domain=.shop.example;');
    expect(readAttribution(asCookie(cookie), options)).toEqual({ handle: 'tech-blog' });
  });

  test('by a tracked redirect names the click', () => {
    const cookie = clickCookie(visit('/?dth_click=signed.token'));
    expect(readAttribution(asCookie(cookie))).toEqual({ clickToken: 'signed.token' });
  });

  test.each([
    ['without an affiliate', visit('/p?x=1')],
    ['with an empty one', visit('/?via=')],
    ['with an absurd one', visit(`/?via=${'a'.repeat(256)}`)],
    ['by somebody who asks for privacy', visit('/?via=tech-blog', { 'sec-gpc': '1' })],
  ])('%s is not', (_, given) => {
    expect(clickCookie(given)).toBeNull();
  });

  test.each([
    ['a prefetch', { 'sec-purpose': 'prefetch' }],
    ['a page that is made ready in the background', { 'sec-purpose': 'prefetch;prerender' }],
    ['a prefetch of older browsers', { purpose: 'prefetch' }],
    ['a thumbnail of Safari', { 'x-purpose': 'preview' }],
    ['a prefetch of Firefox', { 'x-moz': 'prefetch' }],
    ['a prefetch of Next.js', { 'next-router-prefetch': '1' }],
    ['an image', { 'sec-fetch-dest': 'image' }],
    ['a script', { 'sec-fetch-dest': 'script' }],
    ['a fetch', { 'sec-fetch-dest': 'empty' }],
    ['a hidden frame on somebody’s page', { 'sec-fetch-dest': 'iframe' }],
    ['Google', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
    ['a link preview', { 'user-agent': 'facebookexternalhit/1.1' }],
    ['a chat’s preview', { 'user-agent': 'WhatsApp/2.23.20.0' }],
    [
      'a browser without a screen',
      { 'user-agent': 'Mozilla/5.0 (X11) HeadlessChrome/156.0.0.0 Safari/537.36' },
    ],
    ['curl', { 'user-agent': 'curl/8.5.0' }],
    ['Wget', { 'user-agent': 'Wget/1.19.4 (linux-gnu)' }],
    ['Python', { 'user-agent': 'python-requests/2.32.3' }],
    ['Go', { 'user-agent': 'Go-http-client/2.0' }],
    ['Java', { 'user-agent': 'Java/21.0.2' }],
    ['OkHttp', { 'user-agent': 'okhttp/4.12.0' }],
    ['axios', { 'user-agent': 'axios/1.7.9' }],
    ['Node', { 'user-agent': 'node' }],
    ['undici', { 'user-agent': 'undici' }],
    ['PHP', { 'user-agent': 'PHP/8.3.6' }],
    ['Ruby', { 'user-agent': 'Ruby' }],
  ])('by %s is no visit', (_, headers: Record<string, string>) => {
    expect(clickCookie(visit('/?via=tech-blog', headers))).toBeNull();
  });

  test.each([
    [
      'a browser',
      { 'sec-fetch-dest': 'document', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0' },
    ],
    [
      'a phone whose maker has an unlucky name',
      { 'user-agent': 'Mozilla/5.0 (Linux; Android 11; CUBOT_X30) Mobile' },
    ],
    [
      'an app’s browser',
      { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile/15E148 [FBAN/FBIOS;FBAV/400] [Pinterest/iOS]' },
    ],
    ['a browser that says nothing', {}],
  ])('by %s is one', (_, headers: Record<string, string>) => {
    expect(clickCookie(visit('/?via=tech-blog', headers))).not.toBeNull();
  });

  test('is asked for with GET', () => {
    const by = (method: string | undefined) => clickCookie({ ...visit('/?via=tech-blog'), method });
    expect(['HEAD', 'OPTIONS', 'POST'].map(by)).toEqual([null, null, null]);
    expect([by('GET'), by('get'), by(undefined)]).not.toContain(null);
  });

  test.each([
    '/?Via=tech-blog',
    '/?a=1&VIA=tech-blog',
    '/?a=1&amp;via=tech-blog',
    '/?a=1&#038;via=tech-blog',
    '/?a=1?via=tech-blog',
    '/page%3Fvia=tech-blog',
    '/?a=1%26via%3Dtech-blog',
    '/?via=tech-blog?utm_source=mail',
    '/?via=tech-blog&amp;sub=x',
    '/?via=&via=tech-blog',
    '/?%20via=x&via=tech-blog#/?via=other',
    'https://shop.example/?via=tech-blog',
    '/?via=tech%2Dblog',
  ])('%s is read as it is meant', (url) => {
    expect(readAttribution(visits(url))).toEqual({ handle: 'tech-blog' });
  });

  test('is taken from the query rather than from an address inside of it', () => {
    const url = '/?next=https%3A%2F%2Fother.example%2F%3Fvia%3Dsomebody&via=tech-blog';
    expect(readAttribution(visits(url))).toEqual({ handle: 'tech-blog' });
  });

  test('is handed on as it is: what a handle looks like is the hub’s to say', () => {
    for (const handle of ['TECH-BLOG', 'tech-blog/', 'tech-blog)', ' tech-blog', 'tech-blog\u200b'])
      expect(readAttribution(visits(`/?via=${encodeURIComponent(handle)}`))).toEqual({ handle });
  });

  test('by somebody who has not consented is not; by somebody who has, is, whatever their browser says', () => {
    const hasConsent = (header: (name: string) => string | null) => header('cookie') === 'consent=yes';
    expect(clickCookie(visit('/?via=tech-blog'), { hasConsent })).toBeNull();
    const agreed = visit('/?via=tech-blog', { cookie: 'consent=yes', 'sec-gpc': '1' });
    expect(clickCookie(agreed, { hasConsent })).not.toBeNull();
  });

  test('cannot write a header of its own', () => {
    const cookie = clickCookie(visit('/?via=a%0d%0aSet-Cookie:%20x=1;%20Domain=evil'));
    expect(cookie).not.toMatch(/[\r\n]/);
    expect(cookie?.match(/Domain/g)).toHaveLength(1);
    expect(cookie).not.toContain('; Domain');
  });
});

describe('who brought a visitor', () => {
  test('is who did so last', () => {
    const server = asCookie(clickCookie(visit('/?via=second')));
    expect(
      readAttribution(`${trackers({ handle: 'first', clickId: 1, at: NOW - 1000 })}; ${server}`),
    ).toMatchObject({
      handle: 'second',
    });
    expect(
      readAttribution(`${server}; ${trackers({ handle: 'third', clickId: 3, at: NOW + 1000 })}`),
    ).toEqual({
      handle: 'third',
      clickId: 3,
    });
  });

  test('with the click that the tracker recorded of the same landing', () => {
    const server = asCookie(clickCookie(visit('/?via=tech-blog')));
    const tracker = trackers({ handle: 'tech-blog', clickId: 7, visitorId: 'v', at: NOW - 50 });
    expect(readAttribution(`a=b; ${tracker}; ${server}`)).toEqual({ handle: 'tech-blog', clickId: 7 });
  });

  test('is whom a platform’s badge cannot push out: the hub gets what it knows, and the server the rest', () => {
    const badge = visits('/?via=tech-blog', '/?via=powered-by-ghost');
    expect(readAttribution(badge)).toEqual({ handle: 'powered-by-ghost', earlier: { handle: 'tech-blog' } });
    // The tracker knows of the earlier click, and of the visitor.
    const tracker = trackers({ handle: 'tech-blog', clickId: 7, visitorId: 'v', at: NOW - 50 });
    expect(readAttribution(`${badge}; ${tracker}`)).toEqual({
      handle: 'powered-by-ghost',
      clickId: 7,
      visitorId: 'v',
      earlier: { handle: 'tech-blog', clickId: 7 },
    });
    const linked = visits('/?dth_click=signed.token', '/?via=powered-by-ghost');
    expect(readAttribution(linked)).toMatchObject({ handle: 'powered-by-ghost', clickToken: 'signed.token' });
  });

  test('is found in what the tracker keeps of the landing before', () => {
    const earlier = { handle: 'tech-blog', clickId: 7, at: NOW - 50 };
    const tracker = trackers({ handle: 'powered-by-ghost', visitorId: 'v', at: NOW, earlier });
    expect(readAttribution(tracker)).toEqual({
      handle: 'powered-by-ghost',
      clickId: 7,
      visitorId: 'v',
      earlier: { handle: 'tech-blog', clickId: 7 },
    });
    const stale = trackers({ handle: 'x', at: NOW, earlier: { ...earlier, at: NOW - 31 * 86_400_000 } });
    expect(readAttribution(stale)).toEqual({ handle: 'x' });
  });

  test('a token that may be broken stands alone, and beside a handle both go to the hub', () => {
    expect(readAttribution(visits('/?via=tech-blog&dth_click=AQAAAAEBtruncated'))).toEqual({
      handle: 'tech-blog',
      clickToken: 'AQAAAAEBtruncated',
    });
    // The click of the landing before would be credited in its place; that is for later.
    expect(readAttribution(visits('/?via=tech-blog', '/?dth_click=AQAAAAEBtruncated'))).toEqual({
      clickToken: 'AQAAAAEBtruncated',
      earlier: { handle: 'tech-blog' },
    });
  });

  test('is the same one in upper case and with a full stop', () => {
    const tracker = trackers({ handle: 'tech-blog', clickId: 7, at: NOW - 50 });
    expect(readAttribution(`${visits('/?via=TECH-BLOG.')}; ${tracker}`)).toEqual({
      handle: 'TECH-BLOG.',
      clickId: 7,
    });
    const again = visits('/?via=tech-blog', '/?via=Tech-Blog/', '/?via=other', '/?via=tech-blog');
    expect(readAttribution(again)).toEqual({ handle: 'tech-blog', earlier: { handle: 'other' } });
  });

  test('is kept in a cookie that fits, however many landings there were and however long they are', () => {
    const landings = Array.from({ length: 9 }, (_, nth) => `/?via=partner-${nth}`);
    expect(readAttribution(visits(...landings))).toEqual({
      handle: 'partner-8',
      earlier: { handle: 'partner-7', earlier: { handle: 'partner-6' } },
    });
    const long = ['x', 'y', 'z'].map(
      (last) => `/?via=${'语'.repeat(240)}${last}&dth_click=${'b'.repeat(250)}`,
    );
    const cookie = visits('/?via=tech-blog', ...long);
    expect(cookie.length).toBeLessThan(3_700);
    expect(readAttribution(cookie)).toMatchObject({ handle: `${'语'.repeat(240)}z` });
    expect(readAttribution(visits(...long, '/?via=tech-blog'))).toMatchObject({
      handle: 'tech-blog',
      earlier: { handle: `${'语'.repeat(240)}z` },
    });
  });

  test('is not who a visitor nests into a cookie', () => {
    const nested = (depth: number): object => ({
      handle: 'x',
      at: NOW,
      ...(depth && { earlier: nested(depth - 1) }),
    });
    expect(readAttribution(trackers(nested(50)))).toEqual({ handle: 'x' });
    const odd = trackers({
      handle: 'x',
      visitorId: { $ne: 1 },
      at: NOW,
      earlier: [null, 5, 'y', { handle: 'y' }],
    });
    expect(readAttribution(odd)).toEqual({ handle: 'x' });
  });

  test.each([
    ['nothing', undefined],
    ['no cookie of ours', 'a=b; dthx=1; dth_clicks=2'],
    ['what is no JSON', 'dth=%7B; dth_click=%E0%A4%A; dth_click='],
    [
      'what is no landing',
      `${trackers({ at: 'soon', handle: 'x' })}; ${trackers([])}; ${trackers({ at: NOW })}`,
    ],
    ['one that was too long ago', trackers({ handle: 'x', at: NOW - 31 * 86_400_000 })],
    ['things in place of text', trackers({ handle: { $ne: 1 }, clickToken: ['x'], at: NOW })],
  ])('is nobody, by %s', (_, header) => {
    expect(readAttribution(header)).toBeNull();
  });
});

describe('it fits into', () => {
  const request = { url: '/?via=tech-blog', headers: {} };

  test('Express and node:http', () => {
    const appendHeader = vi.fn();
    const next = vi.fn();
    clickCookieMiddleware()(request, { appendHeader }, next);
    expect(appendHeader).toHaveBeenCalledWith('set-cookie', expect.stringContaining('dth_click='));
    clickCookieMiddleware()({ url: '/', headers: {} }, { appendHeader }, next);
    clickCookieMiddleware()({ ...request, method: 'HEAD' }, { appendHeader }, next);
    clickCookieMiddleware()({ ...request, headers: { 'Sec-Purpose': ['prefetch'] } }, { appendHeader }, next);
    expect(appendHeader).toHaveBeenCalledOnce();
    expect(next).toHaveBeenCalledTimes(4);
  });

  test('Fastify', () => {
    const header = vi.fn();
    const done = vi.fn();
    clickCookieHook()(request, { header }, done);
    expect(header).toHaveBeenCalledWith('set-cookie', expect.stringContaining('dth_click='));
    expect(done).toHaveBeenCalledOnce();
  });

  test('Request and Response, beside the cookies that are there', async () => {
    const given = new Response('page', { status: 201, headers: { 'set-cookie': 'session=1' } });
    const answered = withClickCookie(new Request('https://shop.example/?via=tech-blog'), given);
    expect(answered.status).toBe(201);
    expect(answered.headers.getSetCookie()).toEqual(['session=1', expect.stringContaining('dth_click=')]);
    expect(await answered.text()).toBe('page');
    const head = new Request('https://shop.example/?via=tech-blog', { method: 'HEAD' });
    expect(withClickCookie(head, given)).toBe(given);
    const other = new Response('page');
    expect(withClickCookie(new Request('https://shop.example/'), other)).toBe(other);
  });
});
