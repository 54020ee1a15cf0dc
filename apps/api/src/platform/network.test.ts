import { describe, expect, test } from 'vitest';
import { addressOf, canonicalAddress, isInternalAddress, networkOf, truncateIp } from './network.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:4431', '203.0.113.9'],
  [' 203.0.113.9 ', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:cb00:7109', '203.0.113.9'],
  ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
  ['[::ffff:203.0.113.9]:4431', '203.0.113.9'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:DB8::0001', '2001:db8::1'],
  ['[2001:db8::7]:4431', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%25eth0]:80', 'fe80::1'],
  ['::1', '::1'],
  ['unknown', null],
  ['_hidden', null],
  ['', null],
  ['203.0.113', null],
  ['0xcb.0.113.9', null],
  ['203.0.113.9.', null],
  ['203.0.113.999', null],
  ['2001:db8::1:', null],
  ['203.0.113.9, 10.0.0.1', null],
  ['9'.repeat(10_000), null],
])('%s is %s', (text, address) => {
  expect(canonicalAddress(text)).toBe(address);
  // Its own spelling is the one spelling.
  if (address !== null) expect(canonicalAddress(address)).toBe(address);
});

describe('every spelling of one address', () => {
  const spellings = [
    '2001:db8::1',
    '2001:0db8:0:0:0:0:0:1',
    '2001:DB8:0::1',
    '[2001:db8::1]:443',
    '2001:db8::1%eth0',
  ];

  test('counts for one network, and is cut to one', () => {
    expect(new Set(spellings.map(networkOf))).toEqual(new Set(['2001:db8::']));
    expect(new Set(spellings.map(truncateIp))).toEqual(new Set(['2001:db8::']));
    expect(truncateIp('203.0.113.9:80')).toBe('203.0.113.0');
    expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(truncateIp('unknown')).toBeNull();
  });
});

test('what a proxy does not name is the proxy’s', () => {
  expect(addressOf({ ip: 'unknown', socket: { remoteAddress: '::ffff:10.0.0.5' } })).toBe('10.0.0.5');
  expect(addressOf({ ip: '[2001:db8::7]:4431', socket: { remoteAddress: '10.0.0.5' } })).toBe('2001:db8::7');
  expect(addressOf({ ip: '', socket: {} })).toBe('');
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:10.1.2.3', true],
  ['172.20.0.5', true],
  ['fd00::5', true],
  ['100.64.0.9', true],
  ['203.0.113.9', false],
  ['2001:db8::1', false],
  ['unknown', false],
])('%s is of a private network: %s', (address, expected) => {
  expect(isInternalAddress(address)).toBe(expected);
});
