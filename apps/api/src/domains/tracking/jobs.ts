import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const dropOldClicksJob = defineJob({
  queue: 'affiliates.dropOldClicks',
  does: 'Drops the clicks of months past their retention.',
  ...nightly,
  schedule: '22 3 * * *',
});

export const forgetAddressesJob = defineJob({
  queue: 'affiliates.forgetAddresses',
  does: 'Clears the addresses of clicks past their retention.',
  ...nightly,
  schedule: '27 3 * * *',
});

export const forgetVisitorsJob = defineJob({
  queue: 'affiliates.forgetVisitors',
  does: 'Deletes visitors’ last clicks that are too old to credit an order, and old event ids.',
  ...nightly,
  schedule: '32 3 * * *',
});
