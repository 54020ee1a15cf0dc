import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { truncateIp } from '../../platform/network.ts';
import { hashVisitor, isBot, visitorKey } from './visitor.ts';

describe('truncateIp', () => {
  test.each([
    ['198.51.100.77', '198.51.100.0'],
    ['255.255.255.255', '255.255.255.0'],
    ['::ffff:198.51.100.77', '198.51.100.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['2001:DB8::1', '2001:db8::'],
    ['::1', '::'],
    ['fe80::1%eth0', 'fe80::'],
  ])('%s is kept as %s', (address, kept) => {
    expect(truncateIp(address)).toBe(kept);
  });

  test.each(['', 'localhost', '198.51.100.77:x', 'unknown'])('%j is no address', (text) => {
    expect(truncateIp(text)).toBeNull();
  });

  test('people of one network cannot be told apart, and cutting again changes nothing', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, host) => {
        const neighbour = address.replace(/\d+$/, String(host));
        expect(truncateIp(neighbour)).toBe(truncateIp(address));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const once = truncateIp(address);
        if (once !== null) expect(truncateIp(once)).toBe(once);
      }),
    );
  });
});

describe('the visitor’s key', () => {
  const visitor = { ip: '198.51.100.7', userAgent: 'Firefox' };

  test('is the same for the same visitor of a day, and another for any other', () => {
    const key = hashVisitor('salt', visitor);
    expect(hashVisitor('salt', { ...visitor })).toBe(key);
    for (const other of [
      hashVisitor('tomorrow', visitor),
      hashVisitor('salt', { ...visitor, ip: '198.51.100.8' }),
      hashVisitor('salt', { ...visitor, userAgent: null }),
    ]) {
      expect(other).not.toBe(key);
    }
  });

  test('shows neither address nor user agent, and fits its column', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string({ maxLength: 2000 }), (ip, userAgent) => {
        const key = hashVisitor('salt', { ip, userAgent });
        expect(key).toMatch(/^h:[\w-]{22}$/);
        expect(key).not.toContain(ip);
      }),
    );
    expect(visitorKey('x'.repeat(64))).toHaveLength(66);
  });

  test('of an id never meets one of a hash', () => {
    const hash = hashVisitor('salt', visitor);
    expect(visitorKey(hash)).not.toBe(hash);
  });
});

test.each([
  [null, true],
  ['', true],
  ['   ', true],
  ['curl/8.5.0', true],
  ['node', true],
  ['python-requests/2.32', true],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', true],
  ['HeadlessChrome/140', true],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1',
    false,
  ],
])('%j is a bot: %s', (userAgent, expected) => {
  expect(isBot(userAgent)).toBe(expected);
});
