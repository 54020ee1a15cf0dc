import { seedSamples } from '@dreamteamhub/db';
import type { Command } from './command.ts';

export const samples: Command = {
  name: 'samples',
  summary: 'add the sample products to a database that has none',
  async run({ db }) {
    const isSeeded = await seedSamples(db);
    return { lines: [isSeeded ? 'Added five sample products.' : 'There are already products; added none.'] };
  },
};
