import type { Posting } from '@dreamteamhub/db/ledger';
import type {
  BatchState,
  ItemRow,
  ItemState,
  MismatchView,
  PayoutRail,
  RequestRow,
} from '@dreamteamhub/db/payouts';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import { cashOf } from './item-rules.ts';
import type { RailFee } from './item-said.ts';

type Paid = Pick<ItemRow, 'id' | 'affiliateId' | 'amount' | 'currency' | 'state'> & {
  storefrontId: number;
  rail: PayoutRail;
  /** The conversion that was marked as paid. */
  attributionId?: number | null;
};

/** What moves with an item, and by how much what left differs from what was owed. */
export interface Movement {
  postings: Posting[];
  /** In minor units; above zero, more left. */
  differs: bigint;
}

/** Who caused a movement, and when it happened. */
export interface MovedBy {
  at: Date;
  reason?: string | undefined;
  actor?: string | undefined;
}

/** Reserves what is paid: it is not payable any more. `cause`: the item, or the request that it was reserved for before. */
export function reservingOf(item: Omit<Paid, 'state' | 'rail'>, by: { actor: string }): Posting {
  return {
    ...baseOf(item),
    ...by,
    debit: 'payable',
    credit: 'in_payout',
    amount: item.amount,
    cause: 'reserve',
    leg: 0,
  };
}

/** Gives back what is reserved and never left. */
export function releaseOf(item: Omit<Paid, 'state' | 'rail'>, by: Omit<MovedBy, 'at'>): Posting {
  return {
    ...baseOf(item),
    ...told(by),
    debit: 'in_payout',
    credit: 'payable',
    amount: item.amount,
    cause: 'release',
    leg: 0,
  };
}

/** What left for an item that was under way. `amount` unset: what was asked. */
export function paymentOf(
  item: Paid,
  { amount, fee, ...by }: MovedBy & { amount?: string | undefined; fee?: RailFee | undefined },
): Movement {
  const { currency, rail } = item;
  const base = { ...baseOf(item), ...told(by), at: by.at };
  const owed = parseMinor(item.amount, currency);
  const left = amount === undefined ? owed : parseMinor(amount, currency);
  const differs = left - owed;
  const paid = left < owed ? left : owed;
  const cash = cashOf(rail);
  const postings: Posting[] = [];
  if (paid > 0n) {
    postings.push({
      ...base,
      debit: 'in_payout',
      credit: cash,
      amount: formatMinor(paid, currency),
      cause: 'pay',
      leg: 0,
    });
  }
  if (differs < 0n) {
    postings.push({
      ...base,
      debit: 'in_payout',
      credit: 'suspense',
      amount: formatMinor(-differs, currency),
      cause: 'mismatch',
      leg: 0,
    });
  }
  if (differs > 0n) {
    postings.push({
      ...base,
      debit: 'suspense',
      credit: cash,
      amount: formatMinor(differs, currency),
      cause: 'mismatch',
      leg: 1,
    });
  }
  return { postings: [...postings, ...feeOf(item, fee, { base, leg: 0 })], differs };
}

/**
 * What came back of an item that was paid. `differs`: by how much what left differed from what was owed. `amount` unset: all
 * of it; what is missing of it was kept by a bank on the way, which is the shop's cost.
 */
export function returnOf(
  item: Paid,
  differs: bigint,
  { amount: came, ...by }: MovedBy & { amount?: string | undefined },
): Posting[] {
  const { currency } = item;
  const left = parseMinor(item.amount, currency) + differs;
  if (left <= 0n) return [];
  const base = { ...baseOf(item), ...told(by), at: by.at };
  const kept = came === undefined ? 0n : left - parseMinor(came, currency);
  return [
    {
      ...base,
      debit: cashOf(item.rail),
      credit: 'payable',
      amount: formatMinor(left, currency),
      cause: 'return',
      leg: 0,
    },
    ...feeOf(item, { amount: formatMinor(kept, currency), currency }, { base, leg: 1 }),
  ];
}

/** What left for an item that was given up: nobody knows whose it is until a person decides. */
export function contradictionOf(
  item: Paid,
  { amount, ...by }: MovedBy & { amount?: string | undefined },
): Movement {
  const left = amount ?? item.amount;
  const posting: Posting = {
    ...baseOf(item),
    ...told(by),
    at: by.at,
    debit: 'suspense',
    credit: cashOf(item.rail),
    amount: left,
    cause: 'mismatch',
    leg: 2,
  };
  return { postings: [posting], differs: parseMinor(left, item.currency) };
}

/** What came back of an item that was given up and had left nevertheless: it is set aside, too. `left`: in minor units. */
export function undoingOf(item: Paid, left: bigint, by: MovedBy): Movement {
  const posting: Posting = {
    ...baseOf(item),
    ...told(by),
    at: by.at,
    debit: cashOf(item.rail),
    credit: 'suspense',
    amount: formatMinor(left, item.currency),
    cause: 'mismatch',
    leg: 3,
  };
  return { postings: [posting], differs: -left };
}

/**
 * What turns out to have left of a payment that was booked as owed: once more, or less than that. Null where it is said to
 * be as owed, or nothing is said of it.
 */
export function correctionOf(
  item: Paid,
  { amount, ...by }: MovedBy & { amount?: string | undefined },
): Movement | null {
  const { currency, rail } = item;
  const differs =
    amount === undefined ? 0n : parseMinor(amount, currency) - parseMinor(item.amount, currency);
  if (differs === 0n) return null;
  const [debit, credit] =
    differs > 0n ? (['suspense', cashOf(rail)] as const) : ([cashOf(rail), 'suspense'] as const);
  const posting: Posting = {
    ...baseOf(item),
    ...told(by),
    at: by.at,
    ...{ debit, credit, cause: 'mismatch', leg: 4 },
    amount: formatMinor(differs > 0n ? differs : -differs, currency),
  };
  return { postings: [posting], differs };
}

/** In the currency in which it was taken. `leg` 0: for paying, 1: for what came back. */
function feeOf(
  item: Paid,
  fee: RailFee | undefined,
  { base, leg }: { base: ReturnType<typeof baseOf>; leg: number },
): Posting[] {
  if (fee === undefined || parseMinor(fee.amount, fee.currency) <= 0n) return [];
  return [{ ...base, ...fee, debit: 'expense.payout_fee', credit: cashOf(item.rail), cause: 'fee', leg }];
}

function baseOf({
  id,
  storefrontId,
  affiliateId,
  currency,
  attributionId,
}: Omit<Paid, 'state' | 'rail' | 'amount'>) {
  const commission = attributionId == null ? {} : { commission: { attributionId, position: 0 } };
  return { storefrontId, affiliateId, currency, causeId: `item ${id}`, ...commission };
}

function told({ reason, actor }: Omit<MovedBy, 'at'>): { reason?: string; actor?: string } {
  return { ...(reason === undefined ? {} : { reason }), ...(actor === undefined ? {} : { actor }) };
}

/** Reserves what is requested, or gives it back. */
export function requestMove(
  { id, storefrontId, affiliateId, currency, amount }: RequestRow,
  cause: 'reserve' | 'release',
  by: Omit<MovedBy, 'at'>,
): Posting {
  const [debit, credit] =
    cause === 'reserve' ? (['payable', 'in_payout'] as const) : (['in_payout', 'payable'] as const);
  return {
    ...{ storefrontId, affiliateId, currency, debit, credit, amount, cause },
    ...{ causeId: `request ${id}`, leg: 0, ...told(by) },
  };
}

/** Gives back the decimals of a request that cannot be paid by the way that was chosen. `amount`: what is paid. */
export function restOfRequest(request: RequestRow, amount: string, by: Omit<MovedBy, 'at'>): Posting {
  const { currency } = request;
  const rest = parseMinor(request.amount, currency) - parseMinor(amount, currency);
  return { ...requestMove({ ...request, amount: formatMinor(rest, currency) }, 'release', by), leg: 1 };
}

/** Brings a difference from where it was set aside to whose it is. */
export function decisionOn(
  { id, storefrontId, affiliateId, currency, amount }: MismatchView,
  decision: 'affiliate' | 'shop',
  by: Omit<MovedBy, 'at'>,
): Posting {
  const minor = parseMinor(amount, currency);
  const whose = decision === 'affiliate' ? 'payable' : 'adjustment';
  // Of what left too much, somebody bears it; of what left too little, somebody has it.
  const [debit, credit] = minor > 0n ? ([whose, 'suspense'] as const) : (['suspense', whose] as const);
  return {
    ...{ storefrontId, currency, debit, credit, cause: 'mismatch', causeId: `mismatch ${id}`, leg: 0 },
    affiliateId: decision === 'affiliate' ? affiliateId : null,
    amount: formatMinor(minor > 0n ? minor : -minor, currency),
    ...told(by),
  };
}

/** Where a batch stands that was handed over, by its items: `submitted` while one of them is open. */
export function stateOfItems(
  states: readonly ItemState[],
): Extract<BatchState, 'submitted' | 'settled' | 'partly'> {
  if (states.some((state) => state === 'reserved' || state === 'sent' || state === 'mismatched'))
    return 'submitted';
  return states.every((state) => state === 'paid') ? 'settled' : 'partly';
}
