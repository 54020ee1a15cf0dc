import { availableParallelism } from 'node:os';
import type { Database } from '@dreamteamhub/db';
import { PasswordDao } from '@dreamteamhub/db/people';
import type { FastifyBaseLogger } from 'fastify';
import { badField } from '../../platform/app-error.ts';
import { Gate } from '../../platform/gate.ts';
import type { WorkerPool } from '../../platform/workers/worker-pool.ts';
import { defineTask } from '../../platform/workers/worker-task.ts';
import { CURRENT_KIND, hashArgon2id, isCurrent, spendScrypt, verifyHash } from './password-hashes.ts';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;

/** From 0 to 4: zxcvbn estimates that one guess in ten billion is right. */
const ENOUGH = 3;

const ratePassword = defineTask<typeof import('./rate-password.worker.ts')>({
  name: 'password checks',
  module: new URL('./rate-password.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 20,
  // Of 128 characters the worst takes a tenth of a second; the dictionaries take a second to load.
  deadlineMilliseconds: 15_000,
  memoryMegabytes: 256,
});

/**
 * Hashing never has all four threads of libuv: files and names (DNS) need them, too. On a small machine more at
 * once would only take longer each.
 */
const HASHES_AT_ONCE = availableParallelism() >= 4 ? 3 : 2;

/** Rates and hashes passwords, which is slow on purpose, without keeping other requests waiting. */
export class Passwords {
  readonly #workers: WorkerPool;
  readonly #dao: PasswordDao;
  readonly #log: FastifyBaseLogger;
  readonly #hashing = new Gate({ name: 'sign-ins', atOnce: HASHES_AT_ONCE, maxWaiting: 50 });

  constructor(deps: { workers: WorkerPool; db: Database; log: FastifyBaseLogger }) {
    this.#workers = deps.workers;
    this.#dao = new PasswordDao(deps.db);
    this.#log = deps.log;
  }

  /**
   * Throws `bad_request` for a password that is too short, too long, common, leaked often, or made of words that everybody
   * knows about its owner. There are no rules about kinds of characters: they make passwords worse.
   */
  async check(password: string, wordsOfOwner: readonly string[], field = 'password'): Promise<void> {
    if (password.length < MIN_PASSWORD_LENGTH) {
      throw badField(field, `must have at least ${MIN_PASSWORD_LENGTH} characters`);
    }
    if (password.length > MAX_PASSWORD_LENGTH) {
      throw badField(field, `must have at most ${MAX_PASSWORD_LENGTH} characters`);
    }
    const words = [
      'dream',
      'team',
      'hub',
      ...wordsOfOwner.flatMap((word) => [word, ...word.split(/[\s@.]+/)]),
    ];
    if ((await this.#workers.run(ratePassword, { password, words })) < ENOUGH) {
      throw badField(
        field,
        'is easy to guess: choose a longer one, such as four or five words that do not go together',
      );
    }
  }

  hash(password: string): Promise<string> {
    return this.#hashing.run(() => hashArgon2id(password));
  }

  /**
   * Hashes for the sign-in library, which does so for an address that nobody has, too, instead of a verification. Takes
   * as long as {@link verify} does for a wrong password.
   */
  async hashForLibrary(password: string): Promise<string> {
    const hash = await this.hash(password);
    await this.#evenOut(hash, password);
    return hash;
  }

  /** Replaces a hash of an older kind by one of today's if the password is right. */
  async verify(hash: string, password: string): Promise<boolean> {
    const isRight = await this.#hashing.run(() => verifyHash(hash, password));
    if (!isRight) await this.#evenOut(hash, password);
    else if (!isCurrent(hash)) await this.#renew(hash, password);
    return isRight;
  }

  /** Does what the other kind of hash would have cost, so that the time until a refusal names no account. */
  async #evenOut(hash: string, password: string): Promise<void> {
    const isTransition = await this.#dao.hasOtherHashes(CURRENT_KIND);
    if (!isCurrent(hash)) await this.hash(password);
    else if (isTransition) await this.#hashing.run(() => spendScrypt(password));
  }

  async #renew(hash: string, password: string): Promise<void> {
    try {
      await this.#dao.replaceHash(hash, await this.hash(password));
    } catch (err) {
      // The password was right all the same; the next time it is entered is another occasion.
      this.#log.warn({ err }, 'a password’s hash was not renewed');
    }
  }
}
