import { describe, expect, test } from 'vitest';
import {
  canonicalAmount,
  canonicalCurrency,
  canonicalHandle,
  canonicalOrderId,
  canonicalSku,
  fitted,
  isLeftover,
} from './canonical.ts';

describe('a handle', () => {
  test.each([
    'tech-blog',
    'TECH-BLOG',
    'Tech-Blog',
    'tech-blog/',
    'tech-blog.',
    'tech-blog)',
    '(tech-blog)',
    '“tech-blog”',
    '@tech-blog',
    ' tech-blog',
    'tech-blog\n',
    'tech-blog\u200B',
    '\uFEFFtech-blog',
    'tech\u00AD-blog',
    'tech-blog\u00A0',
    'tech-blog%20',
    'tech-blog%2F',
    'tech-blog…',
    'tech-blog?',
    'tech-blog_',
  ])('%j is tech-blog', (written) => {
    expect(canonicalHandle(written)).toBe('tech-blog');
  });

  test('letters around a name are no punctuation', () => {
    expect(canonicalHandle('élan')).toBe('élan');
    expect(canonicalHandle('elan\u0301')).toBe('elań');
  });

  test('a number is its digits, and broken percent signs stay', () => {
    expect(canonicalHandle(2025)).toBe('2025');
    expect(canonicalHandle('a%zz%41%ff')).toBe('a%zz%41%ff');
  });
});

describe('an order id', () => {
  test.each([' 1001', '1001\n', '1001\u200B', '10\u200D01', '\u202A1001\u202C', '1001\r\n', '\t1001'])(
    '%j is 1001',
    (written) => {
      expect(canonicalOrderId(written)).toBe('1001');
    },
  );

  test('composed and decomposed letters are the same, case is not', () => {
    expect(canonicalOrderId('N\u006F\u0308-1')).toBe('N\u00F6-1');
    expect(canonicalOrderId('r-1')).not.toBe(canonicalOrderId('R-1'));
  });

  test('a number is its digits', () => {
    expect(canonicalOrderId(5678901234567)).toBe('5678901234567');
  });

  test.each([
    'undefined',
    'null',
    'NaN',
    'None',
    '[object Object]',
    '{{ order.order_number }}',
    '{{order}}',
    '#{{ id }}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shop's template, not ours.
    '${order.id}',
    '<%= order.id %>',
    '%order_id%',
    '[order_id]',
    '{order_id}',
    '{% order %}',
    ' undefined\n',
    '#N/A',
  ])('%j is what a template left behind', (written) => {
    expect(isLeftover(written)).toBe(true);
  });

  test.each([
    '1001',
    '#1001',
    'null-1001',
    'R-undefined-7',
    'NANCY-1',
    '[1001]',
    'A%20B',
    'order {7}',
    '0',
    'none-1',
  ])('%j is an id', (written) => {
    expect(isLeftover(written)).toBe(false);
  });
});

test.each<[number | string, string | null]>([
  [29.349999999999998, '29.35'],
  [0.1 + 0.7, '0.80'],
  [0.1 + 0.2, '0.30'],
  [1.005, null],
  ['21.990000', '21.99'],
  [' 10.00', '10.00'],
  ['10', '10.00'],
  ['10.5\n', '10.50'],
  ['10.005', null],
  ['10.0050000001', null],
  ['10.000001', '10.00'],
  ['10.000002', null],
  ['9.999999999', '10.00'],
  ['999999999999.99', '999999999999.99'],
  ['999999999999.9999999', null],
  ['.5', '0.50'],
  ['50.', '50.00'],
  ['+49.90', '49.90'],
  ['.', null],
  ['+', null],
  ['1e5', null],
  [1e21, null],
  ['-1', null],
  ['', null],
  ['1,234.50', null],
  ['9,99', null],
  ['$10', null],
  [Number.NaN, null],
])('the amount %j is %j', (written, amount) => {
  expect(canonicalAmount(written)).toBe(amount);
});

test('look-alike SKUs are one', () => {
  expect(canonicalSku('TS\u00A0BLK\u200B M')).toBe('TS BLK M');
  expect(canonicalSku('TS/BLK/M')).toBe('TS/BLK/M');
});

test('a currency in any case', () => {
  expect(canonicalCurrency(' eur ')).toBe('EUR');
});

test('decoration is cut to fit, and no character in half', () => {
  expect(fitted('x'.repeat(3000), 2048)).toHaveLength(2048);
  expect(fitted('a\u0000b', 10)).toBe('ab');
  expect(fitted('ab😀', 3)).toBe('ab');
  expect(fitted('\uD800x', 10)).toBe('\uFFFDx');
  expect(fitted(42, 10)).toBe('42');
});
