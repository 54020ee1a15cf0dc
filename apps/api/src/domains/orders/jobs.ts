import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const placeEarlierOrdersJob = defineJob({
  queue: 'orders.placeEarlier',
  does: 'Stores the orders of attributions from versions of the hub that did not store them; also after each start.',
  ...nightly,
  schedule: '42 3 * * *',
});
