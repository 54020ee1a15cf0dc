import { connectDatabase } from '@dreamteamhub/db';
import type { CommandResult } from './cli/command.ts';
import { findCommand, usage } from './cli/commands.ts';
import { AppError } from './platform/app-error.ts';
import { openDatabase } from './platform/database.ts';
import { type Env, EnvError, readEnv } from './platform/env.ts';
import { openSecrets } from './platform/secrets.ts';
import { StartError } from './platform/start-error.ts';
import { Undo } from './platform/undo.ts';

/** Runs the typed command against the environment's database. `undo` closes that, also while it opens. */
async function run(argv: string[], env: Env, undo: Undo): Promise<CommandResult> {
  if (argv.length === 0 || argv[0] === 'help') return { lines: [usage()] };
  const found = findCommand(argv);
  if (found === null) throw new StartError(`unknown command "${argv.join(' ')}"\n\n${usage()}`);

  const warn = (line: string) => console.error(line);
  const { command, args } = found;
  if ('runAlone' in command) return command.runAlone({ args, env, warn, undo });
  const opening = openDatabase(env, { log: () => undefined, onWait: warn });
  undo.add(() =>
    opening.then(
      (database) => database.close(),
      () => undefined,
    ),
  );
  const database = await opening;
  const { db, close } = connectDatabase({ connectionString: database.directUrl, maxConnections: 2 });
  undo.add(close);
  return command.run({
    args,
    env,
    db,
    warn,
    print: (line) => console.log(line),
    stopping: stopping.signal,
    readSecrets: () => openSecrets(env, db, warn),
  });
}

const undo = new Undo();
const stopping = new AbortController();
const isEndless = findCommand(process.argv.slice(2))?.command.isEndless === true;

/** Stops the database that this command started, whatever became of the command. */
async function end(exitCode: number): Promise<never> {
  await undo.run().catch((error: unknown) => console.error(error));
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // An endless command is asked first; whoever insists does not wait for it.
    if (isEndless && !stopping.signal.aborted) stopping.abort();
    else void end(1);
  });
}
// Whoever reads the lines has seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => void end(error.code === 'EPIPE' ? 0 : 1));
process.on('uncaughtException', (error) => {
  console.error(error);
  void end(1);
});

try {
  const { lines, exitCode } = await run(process.argv.slice(2), readEnv(), undo);
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
await undo.run();
