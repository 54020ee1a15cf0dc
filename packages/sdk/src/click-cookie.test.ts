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
    const cookie = clickCookie(visit('/?via=other&dth_click=signed.token'));
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
    ).toEqual({
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
    expect(appendHeader).toHaveBeenCalledOnce();
    expect(next).toHaveBeenCalledTimes(2);
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
    const other = new Response('page');
    expect(withClickCookie(new Request('https://shop.example/'), other)).toBe(other);
  });
});
