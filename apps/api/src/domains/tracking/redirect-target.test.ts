import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../platform/app-error.ts';
import { addParameters, resolveTarget } from './redirect-target.ts';

const ALLOWED = ['https://shop.example', 'https://outlet.example:8443', 'http://localhost:5173'];
const resolve = (to: string | undefined) =>
  resolveTarget(to, { slug: 'default', allowedOrigins: ALLOWED }).href;

test.each([
  [undefined, 'https://shop.example/'],
  ['/', 'https://shop.example/'],
  ['/products/widget?colour=red#reviews', 'https://shop.example/products/widget?colour=red#reviews'],
  ['/a/../b', 'https://shop.example/b'],
  ['/search?q=two words&next=//x', 'https://shop.example/search?q=two%20words&next=//x'],
  ['/a//b', 'https://shop.example/a//b'],
  ['/Käse/%C3%A9', 'https://shop.example/K%C3%A4se/%C3%A9'],
  ['/note?text=a%0Ab', 'https://shop.example/note?text=a%0Ab'],
  ['https://shop.example/x', 'https://shop.example/x'],
  ['HTTPS://SHOP.example:443/x', 'https://shop.example/x'],
  ['https://outlet.example:8443/sale', 'https://outlet.example:8443/sale'],
  ['http://localhost:5173/x', 'http://localhost:5173/x'],
])('%j leads to %s', (to, href) => {
  expect(resolve(to)).toBe(href);
});

const HOSTILE = [
  '//evil.example',
  '///evil.example',
  '////evil.example/..',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/\u0000/evil.example',
  '/a\r\nSet-Cookie: x=1',
  '/\u0085/evil.example',
  '/%2fevil.example',
  '/%2F%2Fevil.example',
  '/%5cevil.example',
  '/a%5c..%5cevil.example',
  '/%0d%0aLocation:%20https://evil.example',
  '/%09/evil.example',
  '/%00',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/%2e%2e//evil.example',
  'https://evil.example',
  'https://evil.example/https://shop.example/',
  'https://shop.example.evil.example/',
  'https://evil-shop.example/',
  'https://shop.example@evil.example/',
  'https://shop.example:pw@evil.example/',
  'https://user@shop.example/',
  'https://user:pw@shop.example/',
  'https://evil.example#@shop.example/',
  'https://evil.example?@shop.example/',
  'https://evil.example\\@shop.example/',
  'https://shop.example\\.evil.example/',
  'https://shop.example%2f@evil.example/',
  'https://shop.example%00.evil.example/',
  'https://shop.example./',
  'https://shop.example:444/',
  'http://shop.example/',
  'https://outlet.example/',
  'https:///evil.example',
  'https:/evil.example',
  'https:evil.example',
  'https:\\\\evil.example',
  'ht\ntps://evil.example',
  'https://shop。evil.example/',
  'https://evil。example/',
  'https://[::1]/',
  'https://2130706433/',
  'https://',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'JavaScript://shop.example/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://shop.example/',
  'blob:https://shop.example/x',
  'mailto:a@shop.example',
  'shop.example',
  'products/widget',
  '?a=1',
  '#a',
  '.',
  '..//evil.example',
  `/${'a'.repeat(2048)}`,
];

describe('what leads elsewhere, or looks as if it did, is refused by name', () => {
  test.each(HOSTILE)('%j', (to) => {
    expect(() => resolve(to)).toThrow(
      expect.objectContaining({ code: 'bad_request', details: [expect.objectContaining({ path: 'to' })] }),
    );
  });
});

test('no text leads off the allowed origins, read by whatever rules browsers have', () => {
  const pieces = [
    '/',
    '\\',
    '.',
    ':',
    '@',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    '//',
    'https:',
    'evil.example',
    'shop.example',
    'a',
    '?',
    '#',
    '。',
    '／',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 8 });
  fc.assert(
    fc.property(text, (parts) => {
      let href: string;
      try {
        href = resolve(parts.join(''));
      } catch (error) {
        return error instanceof AppError && error.code === 'bad_request';
      }
      return ALLOWED.includes(new URL(href).origin) && !/^https?:\/\/[^/]*[/\\]{2}/.test(href);
    }),
    { numRuns: 2000 },
  );
});

test('a storefront without origins says how to get one', () => {
  expect(() => resolveTarget('/', { slug: 'outlet', allowedOrigins: [] })).toThrow(
    expect.objectContaining({
      code: 'conflict',
      message: expect.stringContaining('storefronts allow-origin outlet https://'),
    }),
  );
});

test.each([
  ['https://shop.example/', [], 'https://shop.example/'],
  ['https://shop.example/', [['utm_source', 'news letter']], 'https://shop.example/?utm_source=news+letter'],
  ['https://shop.example/?q=a%20b', [['x', '&=#']], 'https://shop.example/?q=a%20b&x=%26%3D%23'],
  [
    'https://shop.example/?q=own#top',
    [
      ['q', 'theirs'],
      ['x', '1'],
    ],
    'https://shop.example/?q=own&x=1#top',
  ],
  [
    'https://shop.example/',
    [
      ['x', '1'],
      ['x', '2'],
    ],
    'https://shop.example/?x=1&x=2',
  ],
] satisfies [string, [string, string][], string][])('%s with %j is %s', (target, parameters, href) => {
  expect(addParameters(new URL(target), parameters).href).toBe(href);
});
