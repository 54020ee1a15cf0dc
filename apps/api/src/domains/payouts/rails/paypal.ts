import { AppError } from '../../../platform/app-error.ts';
import type { Rail } from '../rail.ts';

/** Pays PayPal accounts. */
export function paypalRail(): Rail {
  return {
    name: 'paypal',
    methods: ['paypal'],
    refuse: () => null,
    payable: (amount) => amount,
    async demandSetUp() {
      throw new AppError('conflict', 'the storefront is not set up for PayPal');
    },
  };
}
