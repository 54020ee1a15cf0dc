import { defineJob, workOn } from './jobs/job-definition.ts';
import { nightly } from './jobs/nightly.ts';
import { rebuildQueueIndexes } from './jobs/queue-schema.ts';
import type { Module } from './module.ts';
import type { Platform } from './platform.ts';
import { StartError } from './start-error.ts';

export const upkeepJob = defineJob({
  queue: 'database.upkeep',
  does: 'Creates the partitions of the coming months and deletes what each domain keeps only for a while.',
  ...nightly,
  schedule: '17 3 * * *',
});

/** What the database itself needs: durable settings, partitions, and every domain's nightly tidying. */
export function createUpkeep(
  { upkeep, metrics, ownerDatabaseUrl }: Platform,
  tidying: readonly (() => Promise<unknown>)[],
): Module {
  metrics.addGauge({
    name: 'hub_partitions_missing',
    help: 'Partitions of this month and the next that do not exist: nothing is lost, but upkeep does not get through.',
    read: async () => (await upkeep.findMissingPartitions()).length,
  });
  return {
    services: {},
    async prepare() {
      const { synchronousCommit, fsync, fullPageWrites } = await upkeep.getDurability();
      if (synchronousCommit === 'off' || fsync === 'off' || fullPageWrites === 'off') {
        throw new StartError(
          `the database may lose what it has committed (synchronous_commit=${synchronousCommit}, fsync=${fsync}, ` +
            `full_page_writes=${fullPageWrites}). Turn all three on: a 200 from the hub means that an event is safe.`,
        );
      }
      await upkeep.ensurePartitions();
    },
    jobs: [
      workOn(upkeepJob, async () => {
        await upkeep.ensurePartitions();
        for (const tidy of tidying) await tidy();
        // pg-boss does it by itself where its tables belong to the role of the hub.
        if (ownerDatabaseUrl !== undefined) await rebuildQueueIndexes(ownerDatabaseUrl);
        const missing = await upkeep.findMissingPartitions();
        if (missing.length > 0) throw new Error(`partitions are missing: ${missing.join(', ')}`);
      }),
    ],
  };
}
