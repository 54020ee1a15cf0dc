import type { Balance } from '../../hub/trpc.ts';

/** Of a partner that nothing was booked for yet. */
export const NO_BALANCE = { pending: '0', payable: '0', held: '0', inPayout: '0', paid: '0' } as const;

/** What the partner owes the shop; null where it owes nothing. */
export function owes({ payable }: Pick<Balance, 'payable'>): string | null {
  return payable.startsWith('-') && Number(payable) !== 0 ? payable.slice(1) : null;
}
