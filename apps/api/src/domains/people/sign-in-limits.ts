import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { type KnownPlace, LimitCounterDao } from '@dreamteamhub/db/people';
import { AppError } from '../../platform/app-error.ts';
import type { Limit } from '../../platform/limits/limit.ts';
import { networkOf } from '../../platform/network.ts';
import { signInLimits } from './limits.ts';

type LimitName = keyof typeof signInLimits;

const LONGEST_SECONDS = Math.max(...Object.values(signInLimits).map(({ windowSeconds }) => windowSeconds));

/** An attempt that was let through and counted. */
export interface Attempt {
  /** It was right: what counts wrong ones forgets it. */
  succeeded(): Promise<void>;
}

/** Slows down whoever guesses passwords, codes and addresses, across all processes. */
export class SignInLimits {
  readonly #counters: LimitCounterDao;

  constructor(deps: { db: Database }) {
    this.#counters = new LimitCounterDao(deps.db);
  }

  /** An attempt to sign in. Throws `rate_limited`, like all of these. */
  signIn(email: string, ip: string, known: KnownPlace): Promise<Attempt> {
    const account = digest(email);
    const wrong = 'too many wrong passwords for this account';
    if (known.deviceHash !== null) {
      return this.#attempt(wrong, [['passwordsAtKnownPlace', `${account}|${known.deviceHash}`]]);
    }
    const network = networkOf(ip);
    return this.#attempt(wrong, [
      ['passwordsOfNetwork', network],
      ['passwordsHere', `${account}|${network}`],
      known.network === null
        ? ['passwordsElsewhere', account]
        : ['passwordsAtKnownPlace', `${account}|${known.network}`],
    ]);
  }

  /** A code of a person's second factor. */
  code(userId: string, ip: string, known: KnownPlace): Promise<Attempt> {
    const place = known.deviceHash ?? known.network;
    return this.#attempt('too many wrong codes for this account', [
      ...(known.deviceHash === null ? ([['codesOfNetwork', networkOf(ip)]] as const) : []),
      ...(place === null
        ? ([
            ['codesElsewhere', userId],
            ['codesElsewhereADay', userId],
          ] as const)
        : ([
            ['codesAtKnownPlace', `${userId}|${place}`],
            ['codesAtKnownPlaceADay', `${userId}|${place}`],
          ] as const)),
    ]);
  }

  /** A signed-in person who enters their password again. */
  password(userId: string): Promise<Attempt> {
    return this.#attempt('too many wrong passwords', [['passwordsOfPerson', userId]]);
  }

  /** Somebody who asks for a link for a new password. */
  async resetLink(email: string, ip: string): Promise<void> {
    await this.#attempt('too many links were asked for', [
      ['resetLinksOfNetwork', networkOf(ip)],
      ['resetLinks', digest(email)],
    ]);
  }

  /** Somebody who uses such a link, or tries tokens. */
  async reset(ip: string): Promise<void> {
    await this.#attempt('too many attempts', [['resetsOfNetwork', networkOf(ip)]]);
  }

  /** Deletes what no window needs any more. */
  forgetOld(): Promise<void> {
    return this.#counters.deleteOlderThan(LONGEST_SECONDS);
  }

  /** Counts before the attempt is made: a hundred at once count as a hundred. What one limit refuses, the next never sees. */
  async #attempt(refusal: string, limits: readonly (readonly [LimitName, string])[]): Promise<Attempt> {
    for (const [name, of] of limits) {
      const limit: Limit = signInLimits[name];
      const { count, secondsLeft } = await this.#counters.count(keyOf(name, of), limit.windowSeconds);
      if (count <= (limit.most.account ?? limit.most.address ?? 0)) continue;
      const minutes = Math.ceil(secondsLeft / 60);
      const hint = name === 'passwordsElsewhere' ? ', or ask for a new password' : '';
      throw new AppError(
        'rate_limited',
        `${refusal}; try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}${hint}`,
        { retryAfterSeconds: secondsLeft },
      );
    }
    return {
      succeeded: async () => {
        // What all strangers did together is not forgiven because the owner came in: that would give them a new start.
        const isShared = ([name]: readonly [LimitName, string]) =>
          name === 'passwordsOfNetwork' || name === 'passwordsElsewhere' || name === 'codesOfNetwork';
        const keys = (list: typeof limits) => list.map(([name, of]) => keyOf(name, of));
        await this.#counters.uncount(keys(limits.filter(isShared)));
        await this.#counters.forget(keys(limits.filter((limit) => !isShared(limit))));
      },
    };
  }
}

function keyOf(name: LimitName, of: string): string {
  return `${name}:${of}`;
}

/** The table holds no address of anyone who merely typed one. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}
