import { createHash, randomBytes } from 'node:crypto';
import { type Database, PeopleDao } from '@dreamteamhub/db';
import { hashPassword } from 'better-auth/crypto';
import { AppError } from '../app-error.ts';

/** A setup link opens for a day. */
const SETUP_LINK_SECONDS = 24 * 60 * 60;

/** The first operator and the one-time link that creates it; public sign-up is off. */
export class PeopleService {
  readonly #people: PeopleDao;

  constructor(deps: { db: Database }) {
    this.#people = new PeopleDao(deps.db);
  }

  async needsFirstOperator(): Promise<boolean> {
    return !(await this.#people.hasOperator());
  }

  /** Issues a new one-time token and closes older ones; null when there is an operator already. */
  async issueSetupToken(): Promise<string | null> {
    if (await this.#people.hasOperator()) return null;
    const token = randomBytes(32).toString('base64url');
    await this.#people.replaceSetupLink(hashToken(token), SETUP_LINK_SECONDS);
    return token;
  }

  /** Creates the first operator. Throws `forbidden` when the link was used, replaced or is older than a day. */
  async createFirstOperator(input: {
    token: string;
    name: string;
    email: string;
    password: string;
  }): Promise<{ success: true }> {
    const tokenHash = hashToken(input.token);
    // Before the password is hashed, which is slow on purpose: strangers must not make the hub work.
    const isOpen = await this.#people.isSetupLinkOpen(tokenHash);
    const created =
      isOpen &&
      (await this.#people.createFirstOperator({
        tokenHash,
        name: input.name,
        email: input.email.toLowerCase(),
        passwordHash: await hashPassword(input.password),
      }));
    if (!created) {
      throw new AppError(
        'forbidden',
        'token: this link was used already or has expired; start the hub again for a new one',
      );
    }
    return { success: true };
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
