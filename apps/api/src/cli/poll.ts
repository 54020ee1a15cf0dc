import { setTimeout as sleep } from 'node:timers/promises';
import { faultOf } from '@dreamteamhub/db';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { StartError } from '../platform/start-error.ts';
import type { CommandContext } from './command.ts';

const INTERVAL_MILLISECONDS = 500;
/** How far each look goes back: an event is visible once it is committed, which may take some seconds. */
const LOOK_BACK_SECONDS = 30;

/** Reads and shows what is new, again and again until the command is stopped. Goes on when the database comes back. */
export async function poll<Row>(
  { stopping, warn }: Pick<CommandContext, 'stopping' | 'warn'>,
  step: {
    /** Returns what arrived in the last seconds, whether it was read before or not. */
    read: (seconds: number) => Promise<readonly Row[]>;
    keyOf: (row: Row) => string;
    /** Called once whatever arrives from now on is shown. */
    onReady: () => void;
    show: (row: Row) => void;
  },
): Promise<void> {
  const unseen = new Unseen<Row>(step.keyOf);
  let isAway = false;
  // The wall clock: the other one may stand still while a machine sleeps.
  let readAt = Date.now();
  unseen.of(await step.read(LOOK_BACK_SECONDS));
  step.onReady();
  while (!stopping.aborted) {
    try {
      const startedAt = Date.now();
      const rows = await step.read(LOOK_BACK_SECONDS + Math.max(0, startedAt - readAt) / 1000);
      readAt = startedAt;
      if (isAway) warn('The database is back.');
      isAway = false;
      for (const row of unseen.of(rows)) step.show(row);
    } catch (error) {
      if (stopping.aborted) return;
      if (faultOf(error) !== 'database') throw error;
      if (!isAway) warn('The database does not answer; trying again.');
      isAway = true;
    }
    await sleep(INTERVAL_MILLISECONDS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Lets each row through once. */
class Unseen<Row> {
  readonly #keyOf: (row: Row) => string;
  #last: ReadonlySet<string> = new Set();
  #lastButOne: ReadonlySet<string> = new Set();

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Returns the rows that were not among those of the last two times: looks overlap, and not to the millisecond. */
  of(rows: readonly Row[]): Row[] {
    const [last, lastButOne] = [this.#last, this.#lastButOne];
    this.#lastButOne = last;
    this.#last = new Set(rows.map(this.#keyOf));
    return rows.filter((row) => !last.has(this.#keyOf(row)) && !lastButOne.has(this.#keyOf(row)));
  }
}

/** Returns the id of the storefront that an option names; null without one. */
export async function storefrontOption(
  { db }: Pick<CommandContext, 'db'>,
  slug: string | undefined,
): Promise<number | null> {
  if (slug === undefined) return null;
  const storefront = await new StorefrontDao(db).getStorefrontBySlug(slug);
  if (storefront === null) throw new StartError(`--storefront: there is no storefront "${slug}"`);
  return storefront.id;
}

/** What a terminal or a reader would take for something else than text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns a text of a caller as a terminal may show it: callers write what they like, escape sequences as well. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
