import { describe, expect, it } from 'vitest';
import { conversionActions } from './conversion-rules.ts';

describe('conversionActions', () => {
  it.each([
    ['verified', 'pending', ['approve', 'void']],
    ['verified', 'approved', ['markPaid', 'void']],
    ['verified', 'paid', []],
    ['verified', 'void', []],
    ['claim', 'pending', ['verify', 'void']],
    ['claim', 'void', []],
  ] as const)('a %s that is %s allows %j', (kind, status, actions) => {
    expect(conversionActions({ kind, status })).toEqual(actions);
  });

  it('never offers to approve or to pay a claim', () => {
    for (const status of ['pending', 'approved', 'paid', 'void'] as const) {
      const actions = conversionActions({ kind: 'claim', status });
      expect(actions).not.toContain('approve');
      expect(actions).not.toContain('markPaid');
    }
  });
});
