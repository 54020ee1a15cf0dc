import { availableParallelism } from 'node:os';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { badField } from '../../platform/app-error.ts';
import { Gate } from '../../platform/gate.ts';
import type { WorkerPool } from '../../platform/workers/worker-pool.ts';
import { defineTask } from '../../platform/workers/worker-task.ts';

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
 * Hashing (scrypt) never has all four threads of libuv: files and names (DNS) need them, too. On a small machine more at
 * once would only take longer each.
 */
const HASHES_AT_ONCE = availableParallelism() >= 4 ? 3 : 2;

/** Rates and hashes passwords, which is slow on purpose, without keeping other requests waiting. */
export class Passwords {
  readonly #workers: WorkerPool;
  readonly #hashing = new Gate({ name: 'sign-ins', atOnce: HASHES_AT_ONCE, maxWaiting: 50 });

  constructor(deps: { workers: WorkerPool }) {
    this.#workers = deps.workers;
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
    return this.#hashing.run(() => hashPassword(password));
  }

  verify(hash: string, password: string): Promise<boolean> {
    return this.#hashing.run(() => verifyPassword({ hash, password }));
  }
}
