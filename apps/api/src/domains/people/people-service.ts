import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type InvitationRow,
  PasswordDao,
  PeopleDao,
  type PersonRow,
  type Role,
} from '@dreamteamhub/db/people';
import type { Letter } from '@dreamteamhub/notifiers';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller, PersonCaller } from '../../platform/caller.ts';
import { closedInvitation } from './newcomer-service.ts';
import { hashToken, newToken, RESET_LINK_SECONDS } from './one-time-token.ts';
import { type AskedTeam, listTeam, toInvitationView, toPersonView } from './team-list-service.ts';

type TeamOutput = WireOutputs<typeof admin>['team'];
type PersonView = TeamOutput['changeRole'];

/** A setup link is valid for a day. */
const SETUP_LINK_SECONDS = 24 * 60 * 60;
const INVITATION_SECONDS = 7 * 24 * 60 * 60;

/** The team: whom it invites, what they may do, and how they leave. Public sign-up is off. */
export class PeopleService {
  readonly #db: Database;
  readonly #people: PeopleDao;
  readonly #sendMail: ((letter: Letter) => Promise<string | null>) | null;
  readonly #brandName: string;

  constructor(deps: {
    db: Database;
    /** Null: no mail is configured. */
    sendMail: ((letter: Letter) => Promise<string | null>) | null;
    brandName: string;
  }) {
    this.#db = deps.db;
    this.#people = new PeopleDao(deps.db);
    this.#sendMail = deps.sendMail;
    this.#brandName = deps.brandName;
  }

  async needsFirstOperator(): Promise<boolean> {
    return !(await this.#people.hasPeople());
  }

  /** Issues a new one-time token and closes older ones; returns null when there is already a person. */
  async issueSetupToken(): Promise<string | null> {
    if (await this.#people.hasPeople()) return null;
    const token = newToken();
    await this.#people.replaceSetupLink(hashToken(token), SETUP_LINK_SECONDS);
    return token;
  }

  /** Returns whether a setup link can still create the first operator. */
  isSetupTokenOpen(token: string): Promise<boolean> {
    return this.#people.isSetupLinkOpen(hashToken(token));
  }

  /** Returns the people that match, in the order asked for, and all open invitations. */
  list(input: AskedTeam): Promise<TeamOutput['listTeam']> {
    return listTeam(this.#db, input);
  }

  /** Invites a person, and mails the link where mail is configured. Throws `conflict` for one who is on the team. */
  async invite(
    input: { email: string; role: Role; linkTo: (token: string) => string },
    by: PersonCaller,
  ): Promise<TeamOutput['invitePerson']> {
    const email = input.email.toLowerCase();
    const token = newToken();
    const invitation = await this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      if ((await people.getPersonByEmail(email)) !== null) {
        throw new AppError('conflict', `email: ${email} is already on the team`);
      }
      const created = await people.createInvitation({
        tokenHash: hashToken(token),
        email,
        role: input.role,
        invitedBy: by.id,
        validSeconds: INVITATION_SECONDS,
      });
      await new AuditDao(tx).record(by, {
        action: 'team.invitePerson',
        subject: { kind: 'invitation', id: created.id },
        after: { role: input.role },
      });
      return created;
    });
    const link = input.linkTo(token);
    return { invitation: toInvitationView(invitation), link, mailed: await this.#mailLink(invitation, link) };
  }

  async revokeInvitation(id: number, by: Caller): Promise<{ success: true }> {
    await this.#db.transaction(async (tx) => {
      const revoked = await new PeopleDao(tx).revokeInvitation(id);
      if (revoked === null) throw new AppError('not_found', `there is no open invitation with id ${id}`);
      await new AuditDao(tx).record(by, {
        action: 'team.revokeInvitation',
        subject: { kind: 'invitation', id },
        before: { role: revoked.role },
      });
    });
    return { success: true };
  }

  /** Returns the invitation of a link. Throws `not_found` when it was used, revoked or is older than a week. */
  async getInvitation(token: string): Promise<TeamOutput['getInvitation']> {
    const invitation = await this.#people.findInvitation(hashToken(token));
    if (invitation === null) throw closedInvitation();
    const { email, role, invitedBy, expiresAt } = invitation;
    return { email, role, invitedBy, expiresAt: expiresAt.toISOString() };
  }

  /** Throws `not_found`, or `conflict` for the last owner. */
  async changeRole({ id, role }: { id: string; role: Role }, by: Caller): Promise<PersonView> {
    const changed = await this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      const owners = await people.lockOwners();
      const person = await this.#get(people, id);
      if (person.role === role) return person;
      if (role !== 'owner') refuseLastOwner(owners, id);
      await people.setRole(id, role);
      await new AuditDao(tx).record(by, {
        action: 'team.changeRole',
        subject: { kind: 'person', id },
        before: { role: person.role },
        after: { role },
      });
      return { ...person, role };
    });
    return toPersonView(changed);
  }

  /** Removes a person from the team. Throws `not_found`, or `conflict` for the last owner. */
  async remove(id: string, by: Caller): Promise<{ success: true }> {
    await this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      const owners = await people.lockOwners();
      const person = await this.#get(people, id);
      refuseLastOwner(owners, id);
      await people.removePerson(id);
      await new AuditDao(tx).record(by, {
        action: 'team.removePerson',
        subject: { kind: 'person', id },
        before: { role: person.role },
      });
    });
    return { success: true };
  }

  /** Ends all sessions of a person. Throws `not_found`. */
  async signOut(id: string, by: Caller): Promise<{ ended: number }> {
    return this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      await this.#get(people, id);
      const ended = await people.endSessions(id);
      await new AuditDao(tx).record(by, {
        action: 'team.signOutPerson',
        subject: { kind: 'person', id },
        before: { sessions: ended },
      });
      return { ended };
    });
  }

  /** Issues a token for a person who has forgotten their password. Throws `not_found`. */
  async issueResetToken(email: string, by: Caller): Promise<string> {
    const token = newToken();
    await this.#db.transaction(async (tx) => {
      const { id } = await this.#getByEmail(new PeopleDao(tx), email);
      const passwords = new PasswordDao(tx);
      await passwords.endResets(id);
      await passwords.createReset(id, hashToken(token), RESET_LINK_SECONDS);
      await new AuditDao(tx).record(by, { action: 'team.resetPassword', subject: { kind: 'person', id } });
    });
    return token;
  }

  /** Removes the second factor of a person who has lost it, and ends their sessions. Throws `not_found`. */
  async removeTwoFactor(email: string, by: Caller): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      const person = await this.#getByEmail(people, email);
      const removed = await people.removeTwoFactor(person.id);
      await people.endSessions(person.id);
      await new AuditDao(tx).record(by, {
        action: 'team.removeTwoFactor',
        subject: { kind: 'person', id: person.id },
      });
      return removed;
    });
  }

  /** Throws `not_found`. */
  async getByEmail(email: string): Promise<PersonView> {
    return toPersonView(await this.#getByEmail(this.#people, email));
  }

  async #getByEmail(people: PeopleDao, email: string): Promise<PersonRow> {
    const person = await people.getPersonByEmail(email.toLowerCase());
    if (person === null) throw new AppError('not_found', `no one on the team has the address ${email}`);
    return person;
  }

  async #get(people: PeopleDao, id: string): Promise<PersonRow> {
    const person = await people.getPerson(id);
    if (person === null) throw new AppError('not_found', 'there is no such person on the team');
    return person;
  }

  async #mailLink({ email, invitedBy, role }: InvitationRow, link: string): Promise<boolean> {
    if (this.#sendMail === null) return false;
    const failure = await this.#sendMail({
      to: email,
      subject: `You are invited to ${this.#brandName}`,
      text: [
        `${invitedBy} invites you to ${this.#brandName} as ${role}.`,
        `Open this link to choose a password. It works once and expires after seven days:\n${link}`,
        'If you did not expect this, ignore this email: nothing happens without the link.',
      ].join('\n\n'),
    });
    return failure === null;
  }
}

/** Throws `conflict` when the last owner would leave. */
export function refuseLastOwner(owners: readonly string[], id: string): void {
  if (owners.length === 1 && owners[0] === id) {
    throw new AppError('conflict', 'the last owner cannot leave: make somebody else an owner first');
  }
}

/** What the team sees of a person; the settings are the person's own. */
