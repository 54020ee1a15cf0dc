import type { LedgerAccount, Transfer } from '../../hub/trpc.ts';

type Kind = LedgerAccount['kind'];

export const accountNames: Readonly<Record<Kind, string>> = {
  pending: 'Pending',
  payable: 'Payable',
  held: 'Held',
  in_payout: 'In payout',
  'expense.commission': 'Commission expense',
  'expense.bad_debt': 'Written off',
  adjustment: 'Adjustments',
  suspense: 'Set aside',
  'cash.manual': 'Paid by hand',
  'cash.csv': 'Paid by CSV file',
  'cash.sepa': 'Paid by SEPA',
  'cash.paypal': 'Paid by PayPal',
  'expense.payout_fee': 'Payout fees',
};

/** Accounts of a partner: what is on them is owed. */
export const OWED: readonly Kind[] = ['pending', 'payable', 'held', 'in_payout'];

export const causeNames: Readonly<Record<Transfer['cause'], string>> = {
  accrue: 'Earned',
  mature: 'Became payable',
  refund: 'Refund',
  void: 'Voided',
  dispute: 'Dispute',
  pay: 'Payment',
  adjust: 'Adjustment',
  migrate: 'Carried over',
  reserve: 'Put into a payout',
  release: 'Out of a payout',
  return: 'Payment returned',
  fee: 'Payout fee',
  mismatch: 'Other amount paid',
};

type Told = Pick<Transfer, 'cause' | 'causeId' | 'debit' | 'credit' | 'orderId' | 'reason' | 'conversionId'>;

/** What a transfer does to what the partner is owed: 1 adds to it, -1 takes from it, 0 moves it. */
export function effectOf({ debit, credit }: Pick<Transfer, 'debit' | 'credit'>): -1 | 0 | 1 {
  const gives = OWED.includes(credit);
  return gives === OWED.includes(debit) ? 0 : gives ? 1 : -1;
}

/** The amount as the partner sees it, with a sign; null for money that only moves. */
export function signedAmount(transfer: Pick<Transfer, 'debit' | 'credit' | 'amount'>): string | null {
  const effect = effectOf(transfer);
  return effect === 0 ? null : effect < 0 ? `-${transfer.amount}` : transfer.amount;
}

/** Says what a transfer was, in plain words. */
export function describeTransfer(transfer: Told): string {
  const order = transfer.orderId === null ? 'an order' : `order ${transfer.orderId}`;
  const effect = effectOf(transfer);
  switch (transfer.cause) {
    case 'accrue':
      return `Commission of ${order}`;
    case 'mature':
      return `Commission of ${order} may be paid`;
    case 'refund':
      return `${refundOf(transfer)} ${effect > 0 ? 'gave back commission of' : 'took back commission of'} ${order}`;
    case 'void':
      return `Commission of ${order} was voided`;
    case 'dispute':
      return disputeWords(transfer, order, effect);
    case 'pay':
      return paymentWords(transfer, order, effect);
    case 'adjust':
      return adjustmentWords(transfer, effect);
    case 'migrate':
      return transfer.orderId === null ? 'Carried over from before the ledger' : `Carried over: ${order}`;
    case 'reserve':
    case 'release':
    case 'return':
    case 'fee':
    case 'mismatch':
      return payoutWords(transfer, effect);
  }
}

/** Of a payment of a batch, or of a request for one. */
function payoutWords({ cause, causeId }: Told, effect: -1 | 0 | 1): string {
  const [, of, id] = /^(item|request) (\d+)/.exec(causeId) ?? [];
  const payment = id === undefined ? 'a payment' : `${of === 'request' ? 'request' : 'payment'} ${id}`;
  switch (cause) {
    case 'reserve':
      return `Put into ${payment}`;
    case 'release':
      return of === 'request' ? `Back from ${payment}` : `Back from ${payment}, which was not made`;
    case 'return':
      return `What came back of ${payment}`;
    case 'fee':
      return `Fee of ${payment}`;
    default:
      if (effect > 0) return `The difference of ${payment} is the partner’s`;
      if (effect < 0) return `The difference of ${payment} is taken from the partner`;
      return `The difference of ${payment}`;
  }
}

function disputeWords(transfer: Told, order: string, effect: -1 | 0 | 1): string {
  // The id is followed by how often the dispute has changed.
  const id = idIn(transfer)?.replace(/ \d+$/, '');
  const named = (first: string) => (id === undefined ? `A ${first.toLowerCase()}` : `${first} ${id}`);
  if (effect < 0) return `${named('Lost dispute')} took back commission of ${order}`;
  if (effect > 0) return `${named('Won dispute')} gave back commission of ${order}`;
  const dispute = named('Dispute');
  if (transfer.credit === 'held') return `${dispute} holds commission of ${order}`;
  return isReleased(transfer) ? `${dispute} released commission of ${order}` : `${dispute} of ${order}`;
}

/** Whether money is free again that a dispute held. */
export function isReleased({ cause, debit, credit }: Pick<Transfer, 'cause' | 'debit' | 'credit'>): boolean {
  return cause === 'dispute' && debit === 'held' && credit !== 'held' && OWED.includes(credit);
}

function paymentWords({ conversionId }: Told, order: string, effect: -1 | 0 | 1): string {
  const what = conversionId === null ? '' : ` for ${order}`;
  if (effect < 0) return `Paid out${what}`;
  return effect > 0 ? `A payment${what} came back` : `Put into a payment${what}`;
}

function adjustmentWords({ credit, debit, reason }: Told, effect: -1 | 0 | 1): string {
  const isWriteOff = credit === 'expense.bad_debt' || debit === 'expense.bad_debt';
  const what = isWriteOff ? 'Written off' : effect < 0 ? 'Adjustment, taken back' : 'Adjustment';
  return reason === null ? what : `${what}: ${reason}`;
}

function refundOf(transfer: Told): string {
  const id = idIn(transfer);
  return id === undefined ? 'A refund' : `Refund ${id}`;
}

/** The shop's id of a refund or a dispute, which stands behind the conversion in the key of the transfer. */
function idIn({ cause, causeId }: Told): string | undefined {
  const key = /^\d+ (.+)$/s.exec(causeId)?.[1];
  if (key === undefined || key === 'earlier' || key === 'after it was paid') return undefined;
  return cause === 'refund' ? key.replace(/^refund /, '') : key;
}

/** Names who caused a transfer: the hub tells the address of a person or the name of a key while it has them. */
export function describeActor(actor: string): string {
  if (actor === 'command_line') return 'Command line';
  if (actor === 'anyone') return 'Not signed in';
  if (actor.startsWith('person:')) return 'Somebody who was erased';
  return actor.startsWith('key:') ? 'A key' : actor;
}
