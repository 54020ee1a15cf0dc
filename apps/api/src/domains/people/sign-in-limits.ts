import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { type KnownPlace, LimitCounterDao } from '@dreamteamhub/db/people';
import { AppError } from '../../platform/app-error.ts';
import { networkOf } from '../../platform/network.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How many attempts, in windows that begin with the first one and then end, whatever comes in between. */
const LIMITS = {
  /** Wrong passwords for any account, from one network. */
  passwordsOfNetwork: { most: 30, seconds: 15 * MINUTE },
  /** … for one account, from one network. */
  passwordsHere: { most: 5, seconds: 15 * MINUTE },
  /** … for one account, from all devices and networks where its owner never signed in: many may guess together. */
  passwordsElsewhere: { most: 50, seconds: 15 * MINUTE },
  /** … on one device of its owner, or in one of their networks: what strangers do does not count there. */
  passwordsAtKnownPlace: { most: 20, seconds: 15 * MINUTE },
  codesOfNetwork: { most: 20, seconds: 5 * MINUTE },
  codesElsewhere: { most: 10, seconds: 15 * MINUTE },
  codesElsewhereADay: { most: 50, seconds: 24 * HOUR },
  codesAtKnownPlace: { most: 10, seconds: 15 * MINUTE },
  codesAtKnownPlaceADay: { most: 50, seconds: 24 * HOUR },
  /** By a signed-in person who is asked for their password again. */
  passwordsOfPerson: { most: 10, seconds: 15 * MINUTE },
  /** For an address, whether or not it is on the team. */
  resetLinks: { most: 3, seconds: HOUR },
  resetLinksOfNetwork: { most: 5, seconds: 15 * MINUTE },
  resetsOfNetwork: { most: 10, seconds: 15 * MINUTE },
} as const;

type LimitName = keyof typeof LIMITS;

const LONGEST_SECONDS = Math.max(...Object.values(LIMITS).map(({ seconds }) => seconds));

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
      const { most, seconds } = LIMITS[name];
      const { count, secondsLeft } = await this.#counters.count(keyOf(name, of), seconds);
      if (count <= most) continue;
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
