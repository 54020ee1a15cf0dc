import { connectDatabase } from '@dreamteamhub/db';
import type { CommandResult } from './cli/command.ts';
import { findCommand, usage } from './cli/commands.ts';
import { AppError } from './platform/app-error.ts';
import { openDatabase } from './platform/database.ts';
import { type Env, EnvError, readEnv } from './platform/env.ts';
import { readSecrets } from './platform/secrets.ts';
import { StartError } from './platform/start-error.ts';

/** Runs the typed command against the environment's database. */
async function run(argv: string[], env: Env): Promise<CommandResult> {
  if (argv.length === 0 || argv[0] === 'help') return { lines: [usage()] };
  const found = findCommand(argv);
  if (found === null) throw new StartError(`unknown command "${argv.join(' ')}"\n\n${usage()}`);

  const database = await openDatabase(env, { log: () => undefined, onWait: (line) => console.error(line) });
  const { db, close } = connectDatabase({ connectionString: database.directUrl, maxConnections: 2 });
  try {
    return await found.command.run({
      args: found.args,
      env,
      db,
      readSecrets: () => readSecrets(env, (line) => console.error(line)),
    });
  } finally {
    await close();
    await database.close();
  }
}

try {
  const { lines, exitCode } = await run(process.argv.slice(2), readEnv());
  for (const line of lines) console.log(line);
  process.exitCode = exitCode ?? 0;
} catch (error) {
  const isExpected =
    error instanceof EnvError ||
    error instanceof StartError ||
    error instanceof AppError ||
    error instanceof TypeError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
