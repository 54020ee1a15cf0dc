import type { Command } from './command.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: 'apply migrations to DATABASE_URL (or the embedded database)',
  // Every command applies the migrations first; this one does nothing else.
  run: async () => ({ lines: ['The database is up to date.'] }),
};
