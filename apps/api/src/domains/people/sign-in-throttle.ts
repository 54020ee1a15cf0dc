import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { SignInAttemptDao } from '@dreamteamhub/db/people';
import { AppError } from '../../platform/app-error.ts';
import { networkOf } from '../../platform/network.ts';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords for one account from one network. */
const PER_NETWORK = 5;
/** … and from everywhere: many machines may guess together. The account's owner waits as well, but only minutes. */
const PER_ACCOUNT = 50;

/** Slows down guesses at an account's password, across all processes. */
export class SignInThrottle {
  readonly #attempts: SignInAttemptDao;

  constructor(deps: { db: Database }) {
    this.#attempts = new SignInAttemptDao(deps.db);
  }

  /** Counts an attempt before it is made: a hundred at once count as a hundred. Throws `rate_limited`. */
  async consume(email: string, ip: string): Promise<void> {
    for (const [key, most] of this.#keys(email, ip)) {
      const { count, secondsLeft } = await this.#attempts.count(key, WINDOW_SECONDS);
      if (count <= most) continue;
      throw new AppError(
        'rate_limited',
        `too many wrong passwords for this account; try again in ${Math.ceil(secondsLeft / 60)} minutes`,
        { retryAfterSeconds: secondsLeft },
      );
    }
  }

  /** Forgets the attempts, because the password was right. */
  async forgive(email: string, ip: string): Promise<void> {
    for (const [key] of this.#keys(email, ip)) await this.#attempts.forget(key);
  }

  #keys(email: string, ip: string): [key: string, most: number][] {
    const account = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
    return [
      [`hub:${account}|${networkOf(ip)}`, PER_NETWORK],
      [`hub:${account}`, PER_ACCOUNT],
    ];
  }
}
