import { beforeEach, describe, expect, test } from 'vitest';
import { defineLimit } from './limit.ts';
import { Limits } from './limits.ts';

const limit = defineLimit({
  name: 'tests',
  what: 'tests',
  windowSeconds: 60,
  most: { account: 2, address: 3, network: 6, site: 9, hub: 20 },
  counted: 'process',
  beyond: '429',
});

let now = 0;
let limits: Limits;
beforeEach(() => {
  now = 0;
  limits = new Limits({ now: () => now });
});

/** Takes once from each address, and returns the levels that were exceeded. */
const take = (...ips: string[]) => ips.map((ip) => limits.take(limit, { ip })?.level ?? null);
const repeat = (ip: string, times: number) => take(...Array.from({ length: times }, () => ip));

describe('a limit', () => {
  test('refuses an address beyond it, and no other', () => {
    expect(repeat('192.0.2.1', 4)).toEqual([null, null, null, 'address']);
    expect(take('192.0.2.2')).toEqual([null]);
  });

  test('starts anew with the next window, however busy the last one was', () => {
    repeat('192.0.2.1', 50);
    now = 59_999;
    expect(limits.take(limit, { ip: '192.0.2.1' })).toMatchObject({ level: 'address', secondsLeft: 1 });
    now = 60_000;
    expect(take('192.0.2.1')).toEqual([null]);
  });

  test.each([
    ['a /24', (n: number) => `192.0.2.${n}`, ['network']],
    ['a /56', (n: number) => `2001:db8:1:${n.toString(16)}::1`, ['network']],
    ['a /48', (n: number) => `2001:db8:1:${(n * 256).toString(16)}::1`, ['site']],
    ['the whole internet', (n: number) => `198.${n}.100.7`, ['hub']],
  ])('holds for all addresses of %s together', (_what, address, levels) => {
    const refused = take(...Array.from({ length: 40 }, (_, n) => address(n))).filter(
      (level) => level !== null,
    );
    expect([...new Set(refused)]).toEqual(levels);
    const allowed = 40 - refused.length;
    expect(allowed).toBe({ network: 6, site: 9, hub: 20 }[levels[0] as 'network' | 'site' | 'hub']);
  });

  test('is not used up for the neighbours by one who was refused', () => {
    repeat('192.0.2.1', 500);
    expect(take('192.0.2.2', '192.0.2.3')).toEqual([null, null]);
    expect(take('203.0.113.1')).toEqual([null]);
  });

  test('counts other things than addresses', () => {
    const account = () => limits.take(limit, { account: 'olivia' })?.level ?? null;
    expect([account(), account(), account()]).toEqual([null, null, 'account']);
    expect(limits.take(limit, { ip: '192.0.2.1' }, 4)?.level).toBe('address');
  });

  test('is not used up by what is given back', () => {
    for (let n = 0; n < 50; n++) {
      expect(take('192.0.2.1')).toEqual([null]);
      limits.giveBack(limit, { ip: '192.0.2.1' });
    }
    // In a new window there is nothing to give back.
    now = 60_000;
    limits.giveBack(limit, { ip: '192.0.2.1' });
    expect(repeat('192.0.2.1', 4)).toEqual([null, null, null, 'address']);
  });

  test('is raised by the factor only where it may be, and shared by processes only as a whole', () => {
    const scaled = defineLimit({ ...limit, isScaled: true });
    const raised = new Limits({ factor: 10, processes: 4, now: () => 0 });
    const taken = (of: typeof limit) => {
      let count = 0;
      while (raised.take(of, { ip: '192.0.2.1' }) === null) count++;
      return count;
    };
    expect([taken(limit), taken(scaled)]).toEqual([3, 30]);
    expect(raised.used()).toEqual([
      { limit: 'tests', used: 3, most: 5 },
      { limit: 'tests', used: 30, most: 50 },
    ]);
  });
});

test('what was refused is told, and the ceilings that were reached once each', () => {
  take(...Array.from({ length: 22 }, (_, n) => `198.${n}.100.7`));
  repeat('192.0.2.1', 5);
  expect(limits.totals()).toEqual([
    { limit: 'tests', level: 'hub', count: 5 },
    { limit: 'tests', level: 'address', count: 2 },
  ]);
  expect(limits.takeCeilings()).toEqual([limit]);
  expect(limits.takeCeilings()).toEqual([]);
});

test('rotated addresses take no more memory than a window allows', () => {
  const wide = defineLimit({ ...limit, most: { address: 1, hub: 1_000_000 } });
  for (let n = 0; n < 150_000; n++) limits.take(wide, { ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
  // The first are still known, the rest only as everybody.
  expect(limits.take(wide, { ip: '10.0.0.0' })?.level).toBe('address');
  expect(limits.take(wide, { ip: '10.2.200.200' })).toBeNull();
  expect(limits.used()).toEqual([{ limit: 'tests', used: 150_001, most: 1_000_000 }]);
});
