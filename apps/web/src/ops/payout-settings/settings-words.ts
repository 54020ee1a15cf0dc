import type { PayoutSettings } from '../../hub/trpc.ts';

type Sepa = PayoutSettings['sepa'];

export const versionNames: Readonly<Record<Sepa['version'], string>> = {
  'pain.001.001.09': 'pain.001.001.09, which banks take today',
  'pain.001.001.03': 'pain.001.001.03, for older systems',
};

export const bookingNames = {
  one: 'One sum for the whole file',
  each: 'Each payment on its own',
} as const;

export const sumNames = {
  yes: 'Has the sum of all payments',
  no: 'Has no sum, which some banks refuse',
} as const;

export const missingBicNames: Readonly<Record<Sepa['missingBic'], string>> = {
  omit: 'Left out',
  notProvided: 'Written as NOTPROVIDED',
};

/** What a choice of two is called in a form. */
export const bookingOf = ({ batchBooking }: Pick<Sepa, 'batchBooking'>): keyof typeof bookingNames =>
  batchBooking ? 'one' : 'each';

export const sumOf = ({ groupSum }: Pick<Sepa, 'groupSum'>): keyof typeof sumNames =>
  groupSum ? 'yes' : 'no';

export const environmentNames = {
  live: 'PayPal',
  sandbox: 'PayPal’s sandbox: no money moves',
} as const;
