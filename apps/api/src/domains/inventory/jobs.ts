import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const dropOldEventsJob = defineJob({
  queue: 'inventory.dropOldEvents',
  does: 'Drops stock movements past their retention, after an opening balance for each SKU.',
  ...nightly,
  schedule: '37 3 * * *',
});
