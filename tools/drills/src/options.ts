import { parseArgs } from 'node:util';

/** What `npm run drill` can do, in this order. */
const DRILLS = [
  'postgres',
  'api',
  'control',
  'writers',
  'ledger',
  'payouts',
  'failover',
  'deliveries',
  'clock',
  'crowd',
  'rolling',
  'seller',
  'pgbouncer',
  'restore',
  'order-migration',
] as const;
export type DrillName = (typeof DRILLS)[number];

/**
 * The seller takes ten minutes, restore gigabytes, the clock needs a library, pgbouncer a PgBouncer, and the migration
 * another checkout: who wants them says so.
 */
const NAMED_ONLY: readonly DrillName[] = ['clock', 'seller', 'pgbouncer', 'restore', 'order-migration'];
const UNLESS_NAMED = DRILLS.filter((name) => !NAMED_ONLY.includes(name));

const USAGE = `Usage: npm run drill -- [name …] [--kills=20] [--seconds=600] [--clicks=1000000] [--products=100000]
                            [--orders=1000000] [--before=<folder>]

  postgres     kills PostgreSQL under load, all of its processes at once, and starts it again
  api          kills the hub under load and starts it again
  control      the drill of PostgreSQL without durable commits: has to find losses
  writers      two processes on one pixel, and the same events through both in opposite orders
  ledger       200 writers of two processes on one partner: orders, refunds, approvals and disputes at once; then kills the
               hub at each statement of the transactions that book transfers, and right after their commits; and so within approvals, one
               by one and in bulk, payments, and the job that makes commissions payable
  payouts      200 batches by one of two processes while an order is refunded, disputed, voided or matures by the other; 200
               drafts of one balance at once; then kills the hub at each step of a payout
  failover     moves the hub to a standby that answers but takes no writes until it is promoted, and back
  deliveries   kills workers at six points of a delivery
  crowd        ten thousand products fall below their thresholds at once
  rolling      restarts three hubs behind HAProxy under load, one after the other; needs haproxy
  clock        moves the hub's clock by an hour, both ways; needs libfaketime, and to be named
  seller       sells one unit a second for ten minutes; needs to be named
  pgbouncer    runs tests through PgBouncer, then kills it and PostgreSQL in turn; needs to be named, and one on the PATH
               or in PGBOUNCER_PATH
  restore      backs up a large hub under load, restores it elsewhere and compares; needs to be named, and some 2 GB a
               million clicks in the temporary folder
  order-migration  brings a database of the version before orders were stored to this one, under the load of both versions,
               and back; needs to be named, and --before

  --kills=20     kills of postgres, api, control and pgbouncer, at each point of deliveries and payouts, and at least so many
                 within each step of ledger
  --seconds=600  how long seller sells
  --clicks=1000000 --products=100000  what restore stores before the load begins
  --orders=1000000  verified orders that order-migration stores before
  --before=<folder>  a checkout of that version, with its dependencies installed`;

export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
  }
}

/** Reads the command line; throws {@link UsageError}. */
export function readOptions(args: string[]): {
  drills: readonly DrillName[];
  kills: number;
  seconds: number;
  clicks: number;
  products: number;
  orders: number;
  before: string | null;
} {
  const { values, positionals } = parse(args);
  const drills = positionals.map((text) => {
    const name = DRILLS.find((candidate) => candidate === text);
    if (name === undefined) throw new UsageError(`there is no drill "${text}"`);
    return name;
  });
  if (drills.includes('order-migration') && values.before === undefined) {
    throw new UsageError('order-migration needs --before=<folder>');
  }
  return {
    drills: drills.length === 0 ? UNLESS_NAMED : drills,
    kills: readCount('kills', values.kills),
    seconds: readCount('seconds', values.seconds),
    clicks: readCount('clicks', values.clicks),
    products: readCount('products', values.products),
    orders: readCount('orders', values.orders),
    before: values.before ?? null,
  };
}

function readCount(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name}=${text}: not a positive whole number`);
  return Number(text);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        kills: { type: 'string', default: '20' },
        seconds: { type: 'string', default: '600' },
        clicks: { type: 'string', default: '1000000' },
        products: { type: 'string', default: '100000' },
        orders: { type: 'string', default: '1000000' },
        before: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
