import type { Command, CommandContext } from '../../src/cli/command.ts';
import { findCommand } from '../../src/cli/commands.ts';
import type { TestHub } from './hub-fixture.ts';

/** What a command gets that runs on the database of a hub. */
export function commandContext(hub: TestHub, extra: Partial<CommandContext> = {}): CommandContext {
  return {
    args: [],
    env: hub.deps.env,
    db: hub.deps.db,
    warn: () => undefined,
    print: () => undefined,
    stopping: new AbortController().signal,
    readSecrets: async () => hub.deps,
    ...extra,
  };
}

/** A command that goes on until it is stopped. */
export interface RunningCommand {
  /** What it has printed. */
  lines: string[];
  warnings: string[];
  /** Stops it as Ctrl-C does; rejects with what it failed with. */
  stop(): Promise<void>;
}

/** Starts a command as it is typed. */
export function startCommand(
  hub: TestHub,
  typed: string,
  extra: Partial<CommandContext> = {},
): RunningCommand {
  const found = findOnDatabase(typed);
  const stopping = new AbortController();
  const lines: string[] = [];
  const warnings: string[] = [];
  const running = found.command.run(
    commandContext(hub, {
      args: found.args,
      print: (line) => lines.push(line),
      warn: (line) => warnings.push(line),
      stopping: stopping.signal,
      ...extra,
    }),
  );
  running.catch(() => undefined);
  return {
    lines,
    warnings,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Runs a command as it is typed, to its end; returns what it prints. */
export async function runCommand(hub: TestHub, typed: string): Promise<string[]> {
  const found = findOnDatabase(typed);
  return (await found.command.run(commandContext(hub, { args: found.args }))).lines;
}

function findOnDatabase(typed: string): { command: Command; args: string[] } {
  const found = findCommand(typed.split(' '));
  if (found === null) throw new Error(`there is no command "${typed}"`);
  const { command, args } = found;
  if (!('run' in command)) throw new Error(`"${typed}" opens its database itself`);
  return { command, args };
}
