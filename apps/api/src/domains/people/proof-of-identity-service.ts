import type { Database } from '@dreamteamhub/db';
import { PasswordDao, PeopleDao } from '@dreamteamhub/db/people';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactor } from './second-factor.ts';
import type { SignInLimits } from './sign-in-limits.ts';

/** What a signed-in person enters again. */
export interface Proof {
  password: string;
  /** Of the second factor, where the person has one. */
  code?: string | undefined;
}

/** Asks a signed-in person for the password and the second factor again: a screen may have been left alone. */
export class ProofOfIdentity {
  readonly #db: Database;
  readonly #limits: SignInLimits;
  readonly #passwords: Passwords;
  readonly #secondFactor: SecondFactor;

  constructor(deps: {
    db: Database;
    limits: SignInLimits;
    passwords: Passwords;
    secondFactor: SecondFactor;
  }) {
    this.#db = deps.db;
    this.#limits = deps.limits;
    this.#passwords = deps.passwords;
    this.#secondFactor = deps.secondFactor;
  }

  /** Throws `bad_request` that names what is wrong, and `rate_limited` after too many attempts. */
  async demand(userId: string, { password, code }: Proof): Promise<void> {
    const attempt = await this.#limits.password(userId);
    const [person, hash] = await Promise.all([
      new PeopleDao(this.#db).getPerson(userId),
      new PasswordDao(this.#db).findHash(userId),
    ]);
    if (person === null || hash === null) throw new AppError('unauthorized', 'sign in first');
    if (!(await this.#passwords.verify(hash, password))) throw badField('password', 'is not your password');
    if (person.twoFactorEnabled) {
      if (code === undefined)
        throw badField('code', 'is required: the one that your authenticator app shows');
      if (!(await this.#secondFactor.accept(userId, code))) {
        throw badField('code', 'is wrong or was used already: wait for the next one');
      }
    }
    await attempt.succeeded();
  }
}
