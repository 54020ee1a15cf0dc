import { tracking } from '@dreamteamhub/sdk/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashContent } from './content-hash.ts';

describe('hashContent', () => {
  test('does not care for the order that fields were sent in, nor for absent or undefined', () => {
    const read = (sent: object) => hashContent('click', tracking.tracking.recordClick.input.parse(sent));
    const hash = read({ pixelId: 'px', visitorId: 'v', subId: undefined });
    expect(BigInt.asIntN(64, hash)).toBe(hash);
    expect(read({ visitorId: 'v', pixelId: 'px' })).toBe(hash);
    expect(read({ visitorId: 'w', pixelId: 'px' })).not.toBe(hash);
  });

  test('differs where the content does', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string()),
        fc.dictionary(fc.string(), fc.string()),
        (one, other) => {
          const sorted = (content: object) => JSON.stringify(Object.entries(content).sort());
          fc.pre(sorted(one) !== sorted(other));
          expect(hashContent('click', one)).not.toBe(hashContent('click', other));
        },
      ),
    );
    expect(hashContent('click', { a: '1' })).not.toBe(hashContent('conversion', { a: '1' }));
  });
});
