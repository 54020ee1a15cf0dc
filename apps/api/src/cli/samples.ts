import { seedSamples } from '@dreamteamhub/db';
import { formatMinor } from '../platform/money.ts';
import type { Command } from './command.ts';

export const samples: Command = {
  name: 'samples',
  summary: 'add the sample products to a database that has none',
  async run({ db, env }) {
    const isSeeded = await seedSamples(db, (minor) => formatMinor(minor, env.CURRENCY));
    return { lines: [isSeeded ? 'Added five sample products.' : 'There are already products; added none.'] };
  },
};
