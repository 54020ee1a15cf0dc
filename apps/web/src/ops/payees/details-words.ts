import type { PayoutDetails } from '../../hub/trpc.ts';

type Method = NonNullable<PayoutDetails['method']>;

export const methodNames: Readonly<Record<Method, string>> = {
  bank: 'Bank account',
  paypal: 'PayPal',
  other: 'Another way',
};

export const methodMeanings: Readonly<Record<Method, string>> = {
  bank: 'Paid by SEPA, or by a list that your bank takes.',
  paypal: 'Paid by PayPal, to the address of the partner’s account.',
  other: 'Paid by hand. Say how, in words.',
};

/** How long a change waits, as the hub has it. */
export const HOLD_HOURS = 72;
