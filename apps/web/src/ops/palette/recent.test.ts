import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pathOf } from './found.ts';
import { addRecent, readRecent } from './recent.ts';

const OLIVIA = 'olivia@shop.example';
const order = (id: number) => ({ kind: 'order' as const, id, title: `ORD-${id}`, subtitle: 'main' });

describe('what was opened lately', () => {
  let stored: Map<string, string>;
  beforeEach(() => {
    stored = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    });
  });

  it('is the latest six, each once, the latest first', () => {
    for (const id of [1, 2, 3, 4, 5, 6, 7, 3]) addRecent(OLIVIA, order(id));
    expect(readRecent(OLIVIA).map(({ id }) => id)).toEqual([3, 7, 6, 5, 4, 2]);
  });

  it('is not shown to somebody else on this browser', () => {
    addRecent(OLIVIA, order(1));
    expect(readRecent('noah@shop.example')).toEqual([]);
    addRecent('noah@shop.example', order(2));
    expect(readRecent(OLIVIA)).toEqual([]);
  });

  it('is nothing where storage has something else, or is blocked', () => {
    for (const text of ['{', '7', '{"who":"olivia@shop.example","items":[{"kind":"file"},null]}']) {
      stored.set('dreamteamhub.recent', text);
      expect(readRecent(OLIVIA)).toEqual([]);
    }
    const blocked = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked });
    addRecent(OLIVIA, order(1));
    expect(readRecent(OLIVIA)).toEqual([]);
  });
});

describe('the page of what was found', () => {
  it('takes a SKU of any characters', () => {
    const product = { kind: 'product' as const, id: 7, subtitle: '' };
    expect(pathOf({ ...product, title: 'A/B 10%?' })).toBe('/inventory/A%2FB%2010%25%3F');
    expect(pathOf(order(12))).toBe('/orders/12');
  });
});
