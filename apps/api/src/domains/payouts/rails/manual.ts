import type { Rail } from '../rail.ts';

/** Paid by a person outside of the hub, who then says so: in any currency, and the hub needs no details. */
export function manualRail(): Rail {
  return {
    name: 'manual',
    methods: null,
    refuse: () => null,
    payable: (amount) => amount,
    async demandSetUp() {},
  };
}
