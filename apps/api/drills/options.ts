import { parseArgs } from 'node:util';

/** What `npm run drill` can do, in this order. */
const DRILLS = ['postgres', 'api', 'control', 'writers'] as const;
export type DrillName = (typeof DRILLS)[number];

const USAGE = `Usage: npm run drill -- [postgres] [api] [control] [writers] [--kills=20]

  postgres     kills PostgreSQL under load, all of its processes at once, and starts it again
  api          kills the hub under load and starts it again
  control      the drill of PostgreSQL without durable commits: has to find losses
  writers      two processes on one pixel, and the same events through both in opposite orders

  --kills=20   kills of each of the first three`;

export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
  }
}

/** Reads the command line; throws {@link UsageError}. */
export function readOptions(args: string[]): { drills: readonly DrillName[]; kills: number } {
  const { values, positionals } = parse(args);
  if (!/^[1-9]\d*$/.test(values.kills))
    throw new UsageError(`--kills=${values.kills}: not a positive whole number`);
  const drills = positionals.map((text) => {
    const name = DRILLS.find((candidate) => candidate === text);
    if (name === undefined) throw new UsageError(`there is no drill "${text}"`);
    return name;
  });
  return { drills: drills.length === 0 ? DRILLS : drills, kills: Number(values.kills) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { kills: { type: 'string', default: '20' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
