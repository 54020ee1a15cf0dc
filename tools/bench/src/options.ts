import { parseArgs } from 'node:util';

/** What `npm run bench` can measure. */
const BENCHES = ['clicks', 'keys', 'page', 'scan', 'stock'] as const;

/** Parts of the benchmark of clicks: four targets, the hub at half load, and the hub with many clicks stored. */
const PARTS = ['a', 'b', 'b2', 'c', 'rate', 'volumes', 'list'] as const;
type Part = (typeof PARTS)[number];

const DEFAULTS = { only: PARTS.join(','), connections: '64,256', volume: '10000000' };

const USAGE = `Usage: npm run bench -- [clicks] [keys] [page] [scan] [stock] [options of clicks]

  clicks                what a click costs, beside a bare route, a plain INSERT, and four writes in a transaction
  keys                  what the check of a publishable key costs a click
  page                  what the tracker’s script costs the page that it is on, in Chromium
  scan                  what a low-stock scan costs among 10,000 and among 1,000,000 products
  stock                 what a change of stock costs, beside a bare UPDATE

  --only=a,c            parts of clicks: a (bare route), b (one INSERT), b2 (four writes), c (the hub), rate (half of
                        what c reached, constantly), volumes, list
  --rounds=3            rounds of each measurement
  --seconds=5           length of each, after a warm-up
  --connections=64,256  keep-alive connections
  --volume=10000000     clicks in the largest database
  --write               write docs/PERFORMANCE.md and its plot; for whole runs only`;

export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
  }
}

export interface BenchOptions {
  benches: readonly (typeof BENCHES)[number][];
  clicks: {
    only: readonly Part[];
    rounds: number;
    seconds: number;
    connections: number[];
    /** Clicks in the largest database. */
    volume: number;
  };
  write: boolean;
}

/** Reads the command line; throws {@link UsageError}. */
export function readOptions(args: string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const benches = positionals.map((name) => oneOf(BENCHES, name));
  const isWhole =
    values.only === DEFAULTS.only &&
    values.connections === DEFAULTS.connections &&
    values.volume === DEFAULTS.volume;
  if (values.write && !isWhole)
    throw new UsageError('--write goes with no --only, --connections or --volume');
  return {
    benches: benches.length === 0 ? BENCHES : benches,
    clicks: {
      only: values.only.split(',').map((name) => oneOf(PARTS, name)),
      rounds: positive(values.rounds),
      seconds: positive(values.seconds),
      connections: values.connections.split(',').map(positive),
      volume: positive(values.volume),
    },
    write: values.write,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        only: { type: 'string', default: DEFAULTS.only },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '5' },
        connections: { type: 'string', default: DEFAULTS.connections },
        volume: { type: 'string', default: DEFAULTS.volume },
        write: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const name = names.find((candidate) => candidate === text);
  if (name === undefined) throw new UsageError(`"${text}" is none of ${names.join(', ')}`);
  return name;
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`"${text}" is not a positive whole number`);
  return Number(text);
}
