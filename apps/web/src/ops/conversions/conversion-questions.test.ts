import { describe, expect, it } from 'vitest';
import type { Conversion } from '../../hub/trpc.ts';
import { questionBefore } from './conversion-questions.ts';

const conversion: Conversion = {
  id: 7,
  affiliateId: 1,
  affiliateHandle: 'trail-notes',
  affiliateName: 'Trail Notes',
  storefront: 'default',
  orderId: 'ORD-1001',
  kind: 'verified',
  status: 'pending',
  revenue: '84.90',
  commission: '8.49',
  refunded: '0.00',
  commissionReversed: '0.00',
  currency: 'USD',
  clickId: null,
  payout: null,
  createdAt: '2026-11-30T12:00:00.000Z',
};

describe('questionBefore', () => {
  it.each(['verify', 'approve', 'markPaid', 'void'] as const)(
    'names the order, the partner and the sum to %s',
    (action) => {
      const { title, body } = questionBefore(action, conversion, 'en-US');
      expect(`${title} ${body}`).toContain('ORD-1001');
      expect(body).toContain('Trail Notes');
      expect(body).toContain(action === 'verify' ? '$84.90' : '$8.49');
    },
  );

  it('warns in red of what takes something away, and of nothing else', () => {
    expect(questionBefore('void', conversion).isDangerous).toBe(true);
    expect(questionBefore('approve', conversion).isDangerous).toBeUndefined();
  });
});
