import type { Database, Executor } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PeopleDao, type Role } from '@dreamteamhub/db/people';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { hashToken } from './one-time-token.ts';
import type { Passwords } from './passwords.ts';

interface NewcomerForm {
  token: string;
  name: string;
  password: string;
}

interface Newcomer {
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
}

/** How people join the team: the first by the setup link, all others by invitation. */
export class NewcomerService {
  readonly #db: Database;
  readonly #people: PeopleDao;
  readonly #passwords: Passwords;
  readonly #onSetUp: () => Promise<void>;

  constructor(deps: {
    db: Database;
    passwords: Passwords;
    /** Called when the setup link was used: the file that holds it is of no more use. */
    onSetUp: () => Promise<void>;
  }) {
    this.#db = deps.db;
    this.#people = new PeopleDao(deps.db);
    this.#passwords = deps.passwords;
    this.#onSetUp = deps.onSetUp;
  }

  /** Creates the first person, an owner. Throws `forbidden` when the link was used, replaced or is older than a day. */
  async createFirstOperator(input: NewcomerForm & { email: string }, by: Caller): Promise<{ success: true }> {
    const tokenHash = hashToken(input.token);
    const closed = new AppError(
      'forbidden',
      'token: this link was already used or has expired; start the hub again for a new one',
    );
    // Before the password is rated and hashed, which is slow: strangers must not make the hub work.
    if (!(await this.#people.isSetupLinkOpen(tokenHash))) throw closed;
    const newcomer = await this.#prepare({ ...input, role: 'owner' });
    await this.#db.transaction(async (tx) => {
      if (!(await new PeopleDao(tx).useSetupLink(tokenHash))) throw closed;
      await addPerson(tx, newcomer, { action: 'ops.createFirstOperator', by });
    });
    await this.#onSetUp();
    return { success: true };
  }

  /** Lets a person join. Throws `not_found` for a closed invitation, `bad_request` for a password that is easy to guess. */
  async acceptInvitation(input: NewcomerForm, by: Caller): Promise<{ success: true }> {
    const tokenHash = hashToken(input.token);
    const invitation = await this.#people.findInvitation(tokenHash);
    if (invitation === null) throw closedInvitation();
    const { email, role } = invitation;
    const newcomer = await this.#prepare({ ...input, email, role });
    await this.#db.transaction(async (tx) => {
      // Checked again: somebody else may have used the link while the password was hashed.
      if ((await new PeopleDao(tx).useInvitation(tokenHash)) === null) throw closedInvitation();
      await addPerson(tx, newcomer, { action: 'team.acceptInvitation', by });
    });
    return { success: true };
  }

  /** Throws `bad_request` for a password that is easy to guess. */
  async #prepare(form: { name: string; email: string; password: string; role: Role }): Promise<Newcomer> {
    const { name, role, password } = form;
    const email = form.email.toLowerCase();
    await this.#passwords.check(password, [name, email]);
    return { name, email, role, passwordHash: await this.#passwords.hash(password) };
  }
}

async function addPerson(
  tx: Executor,
  newcomer: Newcomer,
  { action, by }: { action: string; by: Caller },
): Promise<void> {
  const person = await new PeopleDao(tx).addPerson(newcomer);
  if (person === null) throw new AppError('conflict', `email: ${newcomer.email} is already on the team`);
  await new AuditDao(tx).record(
    { ...by, kind: 'person', id: person.id },
    { action, subject: { kind: 'person', id: person.id }, after: { role: newcomer.role } },
  );
}

export function closedInvitation(): AppError {
  return new AppError(
    'not_found',
    'token: this invitation was used, revoked or has expired; ask for a new one',
  );
}
