import type { PayoutBatchDetail } from '../../hub/trpc.ts';

export type LeftOutPartner = PayoutBatchDetail['leftOut'][number];
export type LeftOutReason = LeftOutPartner['reason'];

interface ReasonWords {
  title: string;
  /** What it means, and what to do. */
  meaning: string;
  /** Whether somebody can do something about it on the partner's page. */
  isForSomebody: boolean;
}

/** Why partners are left out, those first about whom somebody can do something. */
export const leftOutWords: Readonly<Record<LeftOutReason, ReasonWords>> = {
  noDetails: {
    title: 'No payout details',
    meaning: 'Nobody has entered where they are paid to. Enter it, and look again.',
    isForSomebody: true,
  },
  otherMethod: {
    title: 'Paid another way',
    meaning: 'Their payout details are of another kind. Prepare a payout that pays that way as well.',
    isForSomebody: true,
  },
  countryNotOnRail: {
    title: 'Account in another country',
    meaning: 'This way of paying does not reach the country of their account. Choose another way for them.',
    isForSomebody: true,
  },
  differenceOpen: {
    title: 'A difference to decide first',
    meaning:
      'More left to them than was owed, and what is payable may be the same money. Decide it under “Payments that differ”, and look again.',
    isForSomebody: true,
  },
  detailsOnHold: {
    title: 'Details changed lately',
    meaning: 'Changed payout details wait for 72 hours, so that the partner can object.',
    isForSomebody: true,
  },
  currencyNotOnRail: {
    title: 'Currency cannot be paid this way',
    meaning: 'Choose another way of paying for this currency.',
    isForSomebody: false,
  },
  tooMuchForRail: {
    title: 'Too much for one payment',
    meaning: 'This way of paying has a limit for one payment. Choose another way, or pay by hand.',
    isForSomebody: false,
  },
  batchIsFull: {
    title: 'For the next payout',
    meaning:
      'This payout has as many payments as this way takes at a time. Prepare another one for the rest.',
    isForSomebody: false,
  },
  belowMinimum: {
    title: 'Below the minimum',
    meaning: 'It stays payable and is paid once it is enough.',
    isForSomebody: false,
  },
  negative: {
    title: 'Nothing is payable',
    meaning: 'Refunds took more than was payable. New commissions are set against it.',
    isForSomebody: false,
  },
};

export interface LeftOutGroup extends ReasonWords {
  reason: LeftOutReason;
  partners: LeftOutPartner[];
}

/** Groups those who are left out by the reason, in the order in which somebody should look at them. */
export function groupLeftOut(leftOut: readonly LeftOutPartner[]): LeftOutGroup[] {
  // Its keys are those of its type.
  return (Object.keys(leftOutWords) as LeftOutReason[]).flatMap((reason) => {
    const partners = leftOut.filter((one) => one.reason === reason);
    return partners.length === 0 ? [] : [{ reason, ...leftOutWords[reason], partners }];
  });
}
