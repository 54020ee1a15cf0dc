import { expect, test } from 'vitest';
import { nameOfValue, partsOfAddress } from './click-words.ts';

test.each([
  ['https://www.shop.example/tents?id=1#top', { host: 'shop.example', path: '/tents?id=1#top' }],
  ['https://shop.example', { host: 'shop.example', path: '/' }],
  ['https://shop.example?s=1', { host: 'shop.example', path: '?s=1' }],
  ['/tents', { host: null, path: '/tents' }],
  ['android-app://com.example.app/', { host: 'com.example.app', path: '/' }],
  ['nonsense', { host: null, path: 'nonsense' }],
])('%s is taken apart', (address, parts) => {
  expect(partsOfAddress(address)).toEqual(parts);
});

test('only words of the hub are put into other words', () => {
  expect(nameOfValue('device', 'mobile')).toBe('Phone');
  expect(nameOfValue('subId', 'mobile')).toBe('mobile');
  expect(nameOfValue('browser', 'other')).toBe('Another browser');
  expect(nameOfValue('landingPath', 'other')).toBe('other');
  expect(nameOfValue('referrerHost', '(internal)')).toBe('Your own pages');
});
