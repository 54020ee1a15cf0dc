import type { Commission, Transfer } from '../../hub/trpc.ts';
import { addAmounts } from '../ledger/amounts.ts';
import { describeTransfer, isReleased, signedAmount } from '../ledger/transfer-words.ts';

/** Something that happened to a commission. */
export interface Step {
  key: string;
  cause: Transfer['cause'] | 'approve' | 'free';
  words: string;
  /** As the partner sees it: with a sign, but for what only moves. Null: nothing moved. */
  amount: string | null;
  /** When it was booked. */
  at: string;
}

type Booked = Pick<
  Transfer,
  | 'id'
  | 'cause'
  | 'causeId'
  | 'debit'
  | 'credit'
  | 'amount'
  | 'orderId'
  | 'conversionId'
  | 'reason'
  | 'postedAt'
>;

/** Tells transfers of a commission, oldest first: those of several lines that are one event are one step. */
export function tellStory(
  transfers: readonly Booked[],
  { approvedAt }: Pick<Commission, 'approvedAt'>,
): Step[] {
  const steps = new Map<string, Step>();
  const oldestFirst = transfers.toSorted((one, other) => one.id - other.id);
  for (const transfer of oldestFirst) {
    const { cause, causeId, debit, credit, postedAt: at } = transfer;
    const key = [cause, causeId, debit, credit, at].join(' ');
    const amount = signedAmount(transfer) ?? transfer.amount;
    const before = steps.get(key);
    if (before?.amount == null) {
      const shown = isReleased(transfer) ? 'free' : cause;
      steps.set(key, { key, cause: shown, words: describeTransfer(transfer), amount, at });
    } else steps.set(key, { ...before, amount: addAmounts(before.amount, amount) });
  }
  const told = [...steps.values()];
  if (approvedAt === null) return told;
  const approved: Step = {
    key: 'approve',
    cause: 'approve',
    words: 'Approved',
    amount: null,
    at: approvedAt,
  };
  // What follows from the approval was booked at the same instant, or just after it.
  const after = told.findIndex(({ cause, at }) => cause !== 'accrue' && at >= approvedAt);
  return after === -1 ? [...told, approved] : told.toSpliced(after, 0, approved);
}
