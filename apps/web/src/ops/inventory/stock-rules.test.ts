import { describe, expect, it } from 'vitest';
import { signedDelta } from './stock-rules.ts';

describe('signedDelta', () => {
  it.each([
    ['restocked', 'remove', 5],
    ['return', 'remove', 5],
    ['sale', 'add', -5],
    ['damaged', 'add', -5],
  ] as const)('%s has its own direction, whatever the person chose (%s)', (reason, direction, delta) => {
    expect(signedDelta({ reason, direction, quantity: 5 })).toBe(delta);
  });

  it('a correction goes the way that the person chose', () => {
    expect(signedDelta({ reason: 'adjusted', direction: 'add', quantity: 3 })).toBe(3);
    expect(signedDelta({ reason: 'adjusted', direction: 'remove', quantity: 3 })).toBe(-3);
  });
});
