import type { Database, Executor } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PeopleDao, type PersonRow } from '@dreamteamhub/db/people';
import { type admin, canonicalTimeZone, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { difference, type PersonCaller } from '../../platform/caller.ts';
import { truncateIp } from '../../platform/network.ts';

type AccountOutput = WireOutputs<typeof admin>['account'];

/** What people see and change of their own account: their settings, and where they are signed in. */
export class AccountService {
  readonly #db: Database;
  readonly #people: PeopleDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#people = new PeopleDao(deps.db);
  }

  async getMe(userId: string): Promise<AccountOutput['getMe']> {
    return toMe(await getPerson(this.#people, userId));
  }

  /** Changes the settings given of the caller. What a person sees of the first steps is no matter of the audit log. */
  async updateMe(
    input: {
      timeZone?: string | null | undefined;
      skippedSetupSteps?: string[] | undefined;
      isSetupHidden?: boolean | undefined;
    },
    by: PersonCaller,
  ): Promise<AccountOutput['updateMe']> {
    return this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      const person = await getPerson(people, by.id);
      const { skippedSetupSteps = person.skippedSetupSteps, isSetupHidden = person.isSetupHidden } = input;
      await people.setSettings(by.id, {
        skippedSetupSteps: [...new Set(skippedSetupSteps)],
        isSetupHidden,
      });
      if (input.timeZone === undefined) return toMe(person);
      const timeZone = input.timeZone === null ? null : canonicalTimeZone(input.timeZone);
      const changed = difference(person, { timeZone });
      if (changed === null) return toMe(person);
      await people.setSettings(by.id, { timeZone });
      await new AuditDao(tx).record(by, {
        action: 'account.updateMe',
        subject: { kind: 'person', id: by.id },
        ...changed,
      });
      return toMe({ ...person, timeZone });
    });
  }

  /** Returns the sessions of a person, the last used one first. */
  async listSessions({ id, sessionId }: PersonCaller): Promise<AccountOutput['listSessions']> {
    const sessions = await this.#people.getSessions(id);
    return {
      items: sessions.map((session) => ({
        id: session.id,
        isCurrent: session.id === sessionId,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.updatedAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        network: session.ipAddress === null ? null : truncateIp(session.ipAddress),
        userAgent: session.userAgent,
      })),
    };
  }

  /** Throws `not_found` for a session that is not the caller's own. */
  async endSession(sessionId: string, by: PersonCaller): Promise<{ success: true }> {
    await this.#db.transaction(async (tx) => {
      const ended = await new PeopleDao(tx).endSessions(by.id, { only: sessionId });
      if (ended === 0) throw new AppError('not_found', 'this session has already ended');
      await recordSessionsEnded(tx, by, ended);
    });
    return { success: true };
  }

  async endOtherSessions(by: PersonCaller): Promise<{ ended: number }> {
    return this.#db.transaction(async (tx) => {
      const ended = await new PeopleDao(tx).endSessions(by.id, { except: by.sessionId });
      if (ended > 0) await recordSessionsEnded(tx, by, ended);
      return { ended };
    });
  }
}

async function getPerson(people: PeopleDao, id: string): Promise<PersonRow> {
  const person = await people.getPerson(id);
  if (person === null) throw new AppError('not_found', 'there is no such person on the team');
  return person;
}

function recordSessionsEnded(tx: Executor, by: PersonCaller, ended: number): Promise<void> {
  return new AuditDao(tx).record(by, {
    action: 'account.endSessions',
    subject: { kind: 'person', id: by.id },
    before: { sessions: ended },
  });
}

function toMe({ id, name, email, role, twoFactorEnabled, timeZone }: PersonRow): AccountOutput['getMe'] {
  return { id, name, email, role, twoFactorEnabled, timeZone };
}
