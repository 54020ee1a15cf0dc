import type { Database } from '@dreamteamhub/db';
import type { Env } from '../platform/env.ts';
import type { Secrets } from '../platform/secrets.ts';

interface CommandContext {
  /** What was typed after the command's name. */
  args: string[];
  env: Env;
  /** Of the environment or the data folder, where they are made when they are missing. */
  readSecrets: () => Promise<Secrets>;
  /** Migrated, and this command's own. */
  db: Database;
}

/** What to print, and how the process ends: 1 says that something is not as it should be. */
export interface CommandResult {
  lines: string[];
  exitCode?: 1;
}

/** A command of `npm run hub -- <name>`, in a file of its own with a row in `commands.ts`. */
export interface Command {
  /** One word or two, as typed. */
  name: string;
  /** What follows the name, as the usage shows it. */
  usage?: string;
  summary: string;
  run(context: CommandContext): Promise<CommandResult>;
}
