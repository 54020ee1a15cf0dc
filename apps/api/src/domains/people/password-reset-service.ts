import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PasswordDao, PeopleDao } from '@dreamteamhub/db/people';
import type { Letter } from '@dreamteamhub/notifiers';
import { AppError } from '../../platform/app-error.ts';
import { hashToken, newToken, RESET_LINK_SECONDS } from './one-time-token.ts';
import type { Passwords } from './passwords.ts';

interface Mail {
  send: (letter: Letter) => Promise<string | null>;
  /** Without it a link would lead wherever a request's Host header says, token and all. */
  publicUrl: string;
  brandName: string;
}

/** What keeps this hub from mailing links. */
export type MailingObstacle = 'no-mail-server' | 'no-public-url';

/** The web app tells them apart by PUBLIC_URL. */
const OBSTACLES: Readonly<Record<MailingObstacle, string>> = {
  'no-mail-server': 'this hub has no email server; ask the person who runs it',
  'no-public-url':
    'this hub can send email, but PUBLIC_URL is not set, so a link would lead nowhere; ask the person who runs it',
};

/** New passwords for people who forgot theirs, by a link that works once. */
export class PasswordResetService {
  readonly #db: Database;
  readonly #dao: PasswordDao;
  readonly #passwords: Passwords;
  readonly #mail: Mail | MailingObstacle;
  readonly #enqueueMail: (userId: string | null) => Promise<unknown>;

  constructor(deps: {
    db: Database;
    passwords: Passwords;
    mail: Mail | MailingObstacle;
    enqueueMail: (userId: string | null) => Promise<unknown>;
  }) {
    this.#db = deps.db;
    this.#dao = new PasswordDao(deps.db);
    this.#passwords = deps.passwords;
    this.#mail = deps.mail;
    this.#enqueueMail = deps.enqueueMail;
  }

  /** Throws `bad_request` when this hub cannot mail links, with the reason. */
  assertMails(): void {
    if (typeof this.#mail !== 'string') return;
    throw new AppError('bad_request', `the hub cannot email a link: ${OBSTACLES[this.#mail]}`);
  }

  /** Has a link mailed to whoever has this address. Does the same for an address that nobody has, in the same time. */
  async request(email: string): Promise<void> {
    await this.#enqueueMail(await this.#dao.findPerson(email));
  }

  /** Mails a link. Throws when the mail server does not take it, so that the job is done again. */
  async mail(userId: string): Promise<void> {
    if (typeof this.#mail === 'string') return;
    const { send, publicUrl, brandName } = this.#mail;
    const token = newToken();
    const email = await this.#dao.createReset(userId, hashToken(token), RESET_LINK_SECONDS);
    if (email === null) return;
    const failure = await send({
      to: email,
      subject: `Choose a new password for ${brandName}`,
      text: [
        `Somebody, hopefully you, asked for a new password for ${brandName}.`,
        `Open this link to choose one. It works once and expires after an hour:\n${new URL(`/reset-password?token=${token}`, publicUrl).href}`,
        'If it was not you, ignore this email: your password stays as it is.',
      ].join('\n\n'),
    });
    if (failure !== null)
      throw new Error(`the mail with a link for a new password did not go out: ${failure}`);
  }

  /**
   * Sets a new password by way of a link, and ends all sessions and all other links. Returns whose it was. Throws
   * `bad_request` for a link that is used up, void or too old, and for a password that is easy to guess.
   */
  async reset(
    input: { token: string; newPassword: string },
    from: { requestId: string; network: string | null },
  ): Promise<string> {
    const tokenHash = hashToken(input.token);
    const closed = new AppError(
      'bad_request',
      'token: this link was used, has expired or was replaced; ask for a new one',
    );
    const person = await this.#dao.findReset(tokenHash);
    if (person === null) throw closed;
    const { userId, name, email } = person;
    await this.#passwords.check(input.newPassword, [name, email], 'newPassword');
    const passwordHash = await this.#passwords.hash(input.newPassword);
    await this.#db.transaction(async (tx) => {
      if (!(await new PasswordDao(tx).useReset(userId, tokenHash, passwordHash))) throw closed;
      await new PeopleDao(tx).endSessions(userId);
      await new AuditDao(tx).record(
        { kind: 'person', id: userId, ...from },
        { action: 'account.resetPassword', subject: { kind: 'person', id: userId } },
      );
    });
    return userId;
  }

  /** Ends the links of a person whose password was changed by other means. */
  async endLinks(userId: string): Promise<void> {
    await this.#dao.endResets(userId);
  }

  forgetOld(): Promise<void> {
    return this.#dao.deleteExpiredResets();
  }
}
