import type { StatementDetail } from '../../hub/trpc.ts';

type Line = StatementDetail['lines'][number];

/** Says what a line of a statement is, as its partner reads it. */
export function lineWords({
  kind,
  cause,
  orderId,
  reason,
}: Pick<Line, 'kind' | 'cause' | 'orderId' | 'reason'>): string {
  const order = orderId === null ? '' : ` of order ${orderId}`;
  switch (cause) {
    case 'accrue':
      return `Commission${order}`;
    case 'refund':
      return kind === 'earned' ? `Refund taken back${order}` : `Refund${order}`;
    case 'void':
      return `Voided${order}`;
    case 'dispute':
      return kind === 'earned' ? `Dispute won${order}` : `Dispute lost${order}`;
    case 'pay':
      return orderId === null ? 'Payment' : `Payment${order}`;
    case 'return':
      return 'Payment came back';
    case 'mismatch':
      return 'Another amount was paid';
    case 'migrate':
      return orderId === null ? 'Carried over' : `Carried over: order ${orderId}`;
    case 'adjust':
      return reason === null ? 'Adjustment' : `Adjustment: ${reason}`;
    default:
      return kindNames[kind];
  }
}

const kindNames: Readonly<Record<Line['kind'], string>> = {
  earned: 'Earned',
  reversed: 'Reversed',
  adjusted: 'Adjusted',
  paid: 'Paid',
};
