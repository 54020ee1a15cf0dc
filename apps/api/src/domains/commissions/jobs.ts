import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const followOwnRatesJob = defineJob({
  queue: 'commissions.followOwnRates',
  does: 'Lets the rates that affiliates show follow rules that begin or end with time.',
  ...nightly,
  retryLimit: 1,
  expireInSeconds: 600,
  schedule: '3-59/5 * * * *',
});
