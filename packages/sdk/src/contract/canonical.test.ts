import { describe, expect, test } from 'vitest';
import { canonicalCurrency, canonicalHandle, canonicalOrderId, canonicalSku, fitted, isLeftover } from './canonical.ts';

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
  test.each([' 1001', '1001\n', '1001\u200B', '10\u200D01', '\u202A1001\u202C', '1001\r\n', '\t1001', '１001'.replace('１', '1')])(
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

  test.each(['1001', '#1001', 'null-1001', 'R-undefined-7', 'NANCY-1', '[1001]', 'A%20B', 'order {7}', '0', 'none-1'])(
    '%j is an id',
    (written) => {
      expect(isLeftover(written)).toBe(false);
    },
  );
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
