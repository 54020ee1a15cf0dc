import { parseArgs } from 'node:util';
import { LOADED_AFFILIATES } from './load.ts';

/** What `npm run bench` can measure. */
const BENCHES = [
  'app',
  'clicks',
  'exports',
  'hostile',
  'imports',
  'keys',
  'money',
  'orders',
  'page',
  'payouts',
  'scan',
  'sign-in',
  'stock',
  'watchers',
  'year',
] as const;
type BenchName = (typeof BENCHES)[number];

/** Those that can be compared with another checkout. */
const COMPARED = ['clicks', 'imports', 'orders', 'scan', 'stock'] as const satisfies readonly BenchName[];
export type ComparedName = (typeof COMPARED)[number];

/** Parts of the benchmark of clicks: four targets, the hub at half load, and the hub with many clicks stored. */
const PARTS = ['a', 'b', 'b2', 'c', 'rate', 'volumes', 'list'] as const;
type Part = (typeof PARTS)[number];

const DEFAULTS = { only: PARTS.join(','), volume: '10000000' };

const CONNECTIONS: Record<ComparedName, number[]> = {
  clicks: [64, 256],
  // Files are sent one by one.
  imports: [1],
  orders: [1, 8, 32],
  // Scans are asked for one by one.
  scan: [1],
  stock: [32],
};

const USAGE = `Usage: npm run bench -- [app] [clicks] [exports] [hostile] [imports] [keys] [money] [orders] [page]
                        [payouts] [scan] [sign-in] [stock] [watchers] [year] [options]

  app                   how long somebody waits for the overview on a slow computer, in Chromium
  clicks                what a click costs, beside a bare route, a plain INSERT, and four writes in a transaction
  exports               what the export of a million orders, or of as many as --stored says, costs the hub and its clicks
                        (Linux)
  hostile               what requests of strangers cost that are made to be dear (Linux)
  imports               what files of 2 MB cost (Linux)
  keys                  what the check of a publishable key costs a click
  money                 what a rule would have changed on 100,000 orders, and reading the ledger, among 1,000 and 10,000
                        partners with a million transfers; with --stored=300000 orders of three months
  orders                orders with and without lines, claims and refunds over REST
  payouts               a payout to 10,000 partners, step by step, and what orders wait meanwhile
  page                  what the tracker’s script costs the page that it is on, in Chromium
  scan                  what a low-stock scan costs among 10,000 and among 1,000,000 products
  sign-in               how long ten people wait who sign in at once
  stock                 what a change of stock costs, beside a bare UPDATE
  watchers              what 200 open overviews cost the clicks
  year                  what the pages of the app wait for with a year of data: 10,000 partners, 1,000,000 products, 100,000
                        orders and as many clicks as --volume says

Options of clicks, orders, and everything with --before:

  --before=<folder>     measure the hub alone, over HTTP, in turns with the hub of another checkout (clicks, imports,
                        orders, scan, stock); its dependencies must be installed
  --rounds=3            rounds of each measurement
  --seconds=5           length of each, after a warm-up
  --connections=64,256  keep-alive connections; unless given 64 and 256 for clicks, 1, 8 and 32 for orders, 32 for stock

Options of orders:

  --stored=1000000      verified orders in the database before the first that is measured; none unless given; of exports
                        and money, too
  --orders=20000        so many verified orders, without and with lines, in turns of 1,000, instead of rounds and seconds
  --partners=1          as many partners have all the orders that are measured; 200 unless given

Options of clicks:

  --only=a,c            parts of clicks: a (bare route), b (one INSERT), b2 (four writes), c (the hub), rate (half of
                        what c reached, constantly), volumes, list
  --volume=10000000     clicks in the largest database; of year, too
  --write               write docs/PERFORMANCE.md and its plot; for whole runs only`;

export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
  }
}

export interface BenchOptions {
  benches: readonly BenchName[];
  /** What is compared with another checkout, instead of all else; null without one. */
  comparison: { folder: string; benches: readonly ComparedName[] } | null;
  rounds: number;
  seconds: number;
  connections: Record<ComparedName, number[]>;
  /** Of orders: stored before, and how many are timed (null: those of the rounds' seconds). */
  stored: number;
  orders: number | null;
  partners: number;
  /** Of clicks. */
  only: readonly Part[];
  /** Clicks in the largest database, and those of a year. */
  volume: number;
  write: boolean;
}

/** Reads the command line; throws {@link UsageError}. */
export function readOptions(args: string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const { before, write } = values;
  const connections = values.connections?.split(',').map(positive);
  const isWhole =
    values.only === DEFAULTS.only && values.volume === DEFAULTS.volume && connections === undefined;
  if (write && !isWhole) throw new UsageError('--write goes with no --only, --connections or --volume');
  if (before !== undefined && (write || values.only !== DEFAULTS.only || values.volume !== DEFAULTS.volume))
    throw new UsageError('--before goes with no --only, --volume or --write');
  return {
    benches: named(BENCHES, positionals),
    comparison: before === undefined ? null : { folder: before, benches: named(COMPARED, positionals) },
    rounds: positive(values.rounds),
    seconds: positive(values.seconds),
    connections:
      connections === undefined
        ? CONNECTIONS
        : {
            clicks: connections,
            imports: connections,
            orders: connections,
            scan: connections,
            stock: connections,
          },
    stored: values.stored === undefined ? 0 : positive(values.stored),
    orders: values.orders === undefined ? null : positive(values.orders),
    partners: values.partners === undefined ? LOADED_AFFILIATES : positive(values.partners),
    only: values.only.split(',').map((name) => oneOf(PARTS, name)),
    volume: positive(values.volume),
    write,
  };
}

/** Returns the names that were typed, or all of them when none was. */
function named<Name extends string>(names: readonly Name[], typed: readonly string[]): readonly Name[] {
  return typed.length === 0 ? names : typed.map((name) => oneOf(names, name));
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        before: { type: 'string' },
        only: { type: 'string', default: DEFAULTS.only },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '5' },
        connections: { type: 'string' },
        stored: { type: 'string' },
        orders: { type: 'string' },
        partners: { type: 'string' },
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
