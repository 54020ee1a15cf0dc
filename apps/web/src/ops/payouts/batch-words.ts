import type { PayoutBatch, PayoutItem } from '../../hub/trpc.ts';

export type BatchState = PayoutBatch['state'];
export type ItemState = PayoutItem['state'];
export type Rail = PayoutBatch['rail'];

/** What each way of paying is called. */
export const railNames: Readonly<Record<Rail, string>> = {
  manual: 'By hand',
  csv: 'CSV file',
  sepa: 'SEPA file',
  paypal: 'PayPal',
};

/** The same within a sentence. */
export const payWords: Readonly<Record<Rail, string>> = {
  manual: 'by hand',
  csv: 'by CSV file',
  sepa: 'by SEPA file',
  paypal: 'by PayPal',
};

export const railMeanings: Readonly<Record<Rail, string>> = {
  manual:
    'You pay each partner yourself, as you like, and say here that you did. No payout details are needed.',
  csv: 'The hub makes a list of payments that you upload to your bank or to a payment service.',
  sepa: 'The hub makes a file of transfers in euros (pain.001) that you upload to your bank.',
  paypal: 'The hub sends the payments to PayPal by itself, and asks what became of each.',
};

export const kindNames: Readonly<Record<PayoutBatch['kind'], string>> = {
  balances: 'What was payable',
  conversion: 'A conversion marked as paid',
};

export const batchStateNames: Readonly<Record<BatchState, string>> = {
  draft: 'Draft',
  approved: 'Approved',
  submitting: 'Being sent',
  unknown: 'Not known',
  submitted: 'Submitted',
  settled: 'Settled',
  partly: 'Partly settled',
  cancelled: 'Cancelled',
};

export const itemStateNames: Readonly<Record<ItemState, string>> = {
  reserved: 'Reserved',
  sent: 'Under way',
  paid: 'Paid',
  mismatched: 'Other amount',
  failed: 'Failed',
  returned: 'Returned',
  cancelled: 'Cancelled',
};

/** Where a payment stands, in a sentence. */
export const itemStateMeanings: Readonly<Record<ItemState, string>> = {
  reserved: 'The amount is set aside. Nothing was handed over yet.',
  sent: 'The payment is under way. Nobody has said yet what became of it.',
  paid: 'It was paid.',
  mismatched:
    'It was paid with another amount than the partner was owed. Somebody decides whose the difference is.',
  failed: 'It was not paid. The amount is payable again.',
  returned: 'It was paid and came back. The amount is payable again.',
  cancelled: 'The batch was cancelled. The amount is payable again.',
};

/** Whether a rail is a file that a person takes to the bank. */
export const isFileRail = (rail: Rail): boolean => rail === 'csv' || rail === 'sepa';

export type Standing = Pick<PayoutBatch, 'state' | 'rail' | 'states'>;

/** Whether all is known of its payments, and only what differs keeps it from being settled. */
export function waitsForDecision({ state, states }: Pick<Standing, 'state' | 'states'>): boolean {
  return state === 'submitted' && (states.sent?.count ?? 0) === 0;
}

/** What a batch waits for; null where it waits for nothing any more. */
export function waitsFor(batch: Standing): string | null {
  const { state, rail } = batch;
  switch (state) {
    case 'draft':
      return 'Waits for approval';
    case 'approved':
      if (isFileRail(rail)) return 'Waits for its file';
      return rail === 'paypal' ? 'Waits to be sent' : 'Waits for you to begin paying';
    case 'submitting':
      return 'On its way to PayPal';
    case 'unknown':
      return 'The hub asks PayPal';
    case 'submitted':
      if (waitsForDecision(batch)) return 'Waits for a decision';
      if (rail === 'paypal') return 'Waits for PayPal';
      return rail === 'manual' ? 'Waits for you to pay' : 'Waits for the bank';
    case 'settled':
    case 'partly':
    case 'cancelled':
      return null;
  }
}

/** Where a batch stands, in a sentence or two: what happened, and what happens next. */
export function standingOf(batch: Standing): string {
  const { state, rail } = batch;
  switch (state) {
    case 'draft':
      return 'The amounts are set aside for these partners. Nothing is paid until it is approved.';
    case 'approved':
      return approvedMeanings[rail];
    case 'submitting':
      return 'The hub is sending the batch to PayPal. This takes some seconds.';
    case 'unknown':
      return 'PayPal’s answer was lost, so nobody knows yet whether it has the batch. The hub asks PayPal until it knows. Nothing is sent again, and nothing is paid twice.';
    case 'submitted':
      return waitsForDecision(batch)
        ? 'It is known of each payment what became of it. The payout is settled once somebody has decided about those that differ.'
        : submittedMeanings[rail];
    case 'settled':
      return 'All of it was paid.';
    case 'partly':
      return 'Some payments failed or came back, and what they were for is payable again. All others were paid.';
    case 'cancelled':
      return 'Nothing was paid. The amounts are payable again.';
  }
}

const approvedMeanings: Readonly<Record<Rail, string>> = {
  manual: 'It is approved. Begin to pay, and it can no longer be cancelled.',
  csv: 'It is approved. Make the file, and upload it to your bank. From then on it can no longer be cancelled.',
  sepa: 'It is approved. Make the file, and upload it to your bank. From then on it can no longer be cancelled.',
  paypal: 'It is approved. Send it to PayPal. From then on it can no longer be cancelled.',
};

const submittedMeanings: Readonly<Record<Rail, string>> = {
  manual: 'Pay each of these partners. Then say here that they were paid, or what went wrong.',
  csv: 'Upload the file to your bank once. When the bank has paid, upload its answer, or say here what became of the payments.',
  sepa: 'Upload the file to your bank once. When the bank has paid, upload its answer, or say here what became of the payments.',
  paypal: 'PayPal has the batch and pays it. The hub asks what became of each payment, by itself.',
};

/** What a batch is called: `Payout 12`. */
export const batchName = (id: number | null): string => `Payout ${id ?? ''}`.trim();
