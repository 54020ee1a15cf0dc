import type { Database } from '@dreamteamhub/db';
import type { Env } from '../platform/env.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Undo } from '../platform/undo.ts';

interface BareContext {
  /** The words after the command's name. */
  args: string[];
  env: Env;
  /** Takes a line that is none of the result. */
  warn: (line: string) => void;
}

export interface CommandContext extends BareContext {
  /** From the environment, or else from the data folder; those that the database was written with, or it rejects. */
  readSecrets: () => Promise<Secrets>;
  /** Migrated; only this command uses it. */
  db: Database;
  /** Prints a line of the result at once, for commands that go on until they are stopped. */
  print: (line: string) => void;
  /** Aborted by Ctrl-C and SIGTERM, where the command goes on until then. */
  stopping: AbortSignal;
}

/** For commands that open a database themselves, or must leave it as it is. */
interface AloneContext extends BareContext {
  /** Takes what ends the command in its middle, and what it opened. */
  undo: Undo;
}

/** What to print, and the exit code: 1 when something is not as it should be. */
export interface CommandResult {
  lines: string[];
  exitCode?: 1;
}

interface CommandWords {
  /** One word or two, as typed. */
  name: string;
  /** The arguments, as the usage shows them. */
  usage?: string;
  summary: string;
  /** It goes on until it is stopped, which is no failure. */
  isEndless?: true;
}

/** A command of `npm run hub -- <name>`, listed in `commands.ts`. */
export interface Command extends CommandWords {
  run(context: CommandContext): Promise<CommandResult>;
}

/** A command that does not begin with an open and migrated database. */
export interface AloneCommand extends CommandWords {
  runAlone(context: AloneContext): Promise<CommandResult>;
}
