import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const matureCommissionsJob = defineJob({
  queue: 'orders.matureCommissions',
  does: 'Makes approved commissions payable whose holding time is over; also after each start.',
  ...nightly,
  // A failed run is not worth ten more: the next one comes soon.
  retryLimit: 1,
  expireInSeconds: 3600,
  schedule: '2-59/5 * * * *',
});

export const bookEarlierCommissionsJob = defineJob({
  queue: 'orders.bookEarlier',
  does: 'Books what is owed for conversions from versions of the hub that kept no ledger; also after each start.',
  ...nightly,
  /** A start goes on from where an earlier run has come to. */
  payload: z.object({ onlyNew: z.boolean().optional() }),
  schedule: '47 3 * * *',
});

export const placeEarlierOrdersJob = defineJob({
  queue: 'orders.placeEarlier',
  does: 'Stores the orders of attributions from versions of the hub that did not store them; also after each start.',
  ...nightly,
  schedule: '42 3 * * *',
});
