import { randomUUID } from 'node:crypto';
import { and, asc, count, desc, eq, gt, isNull, max, ne, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import {
  authAccounts,
  authSessions,
  authTwoFactors,
  authUsers,
  invitations,
  knownPlaces,
  passwordResets,
  setupLinks,
} from './tables.ts';

export type Role = (typeof authUsers.$inferSelect)['role'];

/** A team member. */
export interface PersonRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  twoFactorEnabled: boolean;
  /** Null: the browser's. */
  timeZone: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  sessionCount: number;
  skippedSetupSteps: string[];
  isSetupHidden: boolean;
  /** Mail address of whoever invited them. */
  invitedBy: string | null;
}

/** An open invitation, with its sender's mail address. */
export interface InvitationRow {
  id: number;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A session: one browser that a team member is signed in with. */
export interface SessionRow {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
}

interface NewPerson {
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
}

/** The team, and the links by which people join it. better-auth does the sign-in. */
export class PeopleDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns whether there is any team member. */
  async hasPeople(): Promise<boolean> {
    const rows = await this.#db
      .select({ id: authUsers.id })
      .from(authUsers)
      .where(isNull(authUsers.removedAt))
      .limit(1);
    return rows.length === 1;
  }

  /** Returns the team, in the order in which people joined. */
  getPeople(): Promise<PersonRow[]> {
    return this.#select(undefined);
  }

  async getPerson(id: string): Promise<PersonRow | null> {
    const [person] = await this.#select(eq(authUsers.id, id));
    return person ?? null;
  }

  async getPersonByEmail(email: string): Promise<PersonRow | null> {
    const [person] = await this.#select(eq(authUsers.email, email));
    return person ?? null;
  }

  #select(condition: ReturnType<typeof and>): Promise<PersonRow[]> {
    return this.#db
      .select({
        id: authUsers.id,
        name: authUsers.name,
        email: authUsers.email,
        role: authUsers.role,
        twoFactorEnabled: authUsers.twoFactorEnabled,
        timeZone: authUsers.timeZone,
        createdAt: authUsers.createdAt,
        lastSeenAt: max(authSessions.updatedAt),
        sessionCount: count(authSessions.id),
        skippedSetupSteps: authUsers.skippedSetupSteps,
        isSetupHidden: authUsers.isSetupHidden,
        invitedBy,
      })
      .from(authUsers)
      .leftJoin(
        authSessions,
        and(eq(authSessions.userId, authUsers.id), gt(authSessions.expiresAt, sql`now()`)),
      )
      .where(and(isNull(authUsers.removedAt), condition))
      .groupBy(authUsers.id)
      .orderBy(asc(authUsers.createdAt), asc(authUsers.id));
  }

  /** Locks the owners until the transaction ends, and returns their ids: two demotions at once could leave none. */
  async lockOwners(): Promise<string[]> {
    const rows = await this.#db
      .select({ id: authUsers.id })
      .from(authUsers)
      .where(and(eq(authUsers.role, 'owner'), isNull(authUsers.removedAt)))
      .orderBy(asc(authUsers.id))
      .for('update');
    return rows.map(({ id }) => id);
  }

  async setRole(id: string, role: Role): Promise<void> {
    await this.#db.update(authUsers).set({ role, updatedAt: sql`now()` }).where(eq(authUsers.id, id));
  }

  /** Changes the given settings of a person. */
  async setSettings(
    id: string,
    settings: { timeZone?: string | null; skippedSetupSteps?: string[]; isSetupHidden?: boolean },
  ): Promise<void> {
    await this.#db
      .update(authUsers)
      .set({ ...settings, updatedAt: sql`now()` })
      .where(eq(authUsers.id, id));
  }

  /** Removes everything a person signs in with, and their settings; the name stays for history. */
  async removePerson(id: string): Promise<void> {
    await this.endSessions(id);
    await this.#db.delete(authAccounts).where(eq(authAccounts.userId, id));
    await this.#db.delete(authTwoFactors).where(eq(authTwoFactors.userId, id));
    await this.#db.delete(knownPlaces).where(eq(knownPlaces.userId, id));
    await this.#db.delete(passwordResets).where(eq(passwordResets.userId, id));
    await this.#db
      .update(authUsers)
      .set({
        removedAt: sql`now()`,
        updatedAt: sql`now()`,
        twoFactorEnabled: false,
        ...{ timeZone: null, skippedSetupSteps: [], isSetupHidden: false },
      })
      .where(eq(authUsers.id, id));
  }

  /** Returns a person's open sessions, most recently used first. */
  getSessions(userId: string): Promise<SessionRow[]> {
    return this.#db
      .select({
        id: authSessions.id,
        createdAt: authSessions.createdAt,
        updatedAt: authSessions.updatedAt,
        expiresAt: authSessions.expiresAt,
        ipAddress: authSessions.ipAddress,
        userAgent: authSessions.userAgent,
      })
      .from(authSessions)
      .where(and(eq(authSessions.userId, userId), gt(authSessions.expiresAt, sql`now()`)))
      .orderBy(desc(authSessions.updatedAt), desc(authSessions.id));
  }

  /** Ends a person's sessions: all, one, or all but one. Returns the number of ended sessions. */
  async endSessions(userId: string, which: { only?: string; except?: string } = {}): Promise<number> {
    const ended = await this.#db
      .delete(authSessions)
      .where(
        and(
          eq(authSessions.userId, userId),
          which.only === undefined ? undefined : eq(authSessions.id, which.only),
          which.except === undefined ? undefined : ne(authSessions.id, which.except),
        ),
      )
      .returning({ id: authSessions.id });
    return ended.length;
  }

  /** Removes a person's second factor, when they have lost it; false when there was none. */
  async removeTwoFactor(userId: string): Promise<boolean> {
    const rows = await this.#db
      .delete(authTwoFactors)
      .where(eq(authTwoFactors.userId, userId))
      .returning({ id: authTwoFactors.id });
    await this.#db.update(authUsers).set({ twoFactorEnabled: false }).where(eq(authUsers.id, userId));
    return rows.length > 0;
  }

  /** Adds a person, or restores one who had left; null when the address is already on the team. */
  async addPerson({ name, email, role, passwordHash }: NewPerson): Promise<{ id: string } | null> {
    const [person] = await this.#db
      .insert(authUsers)
      .values({ id: randomUUID(), name, email, role, emailVerified: true })
      .onConflictDoUpdate({
        target: authUsers.email,
        set: { name, role, removedAt: null, updatedAt: sql`now()` },
        setWhere: sql`${authUsers.removedAt} IS NOT NULL`,
      })
      .returning({ id: authUsers.id });
    if (person === undefined) return null;
    await this.#db.insert(authAccounts).values({
      id: randomUUID(),
      accountId: person.id,
      providerId: 'credential',
      userId: person.id,
      password: passwordHash,
    });
    return person;
  }

  /** Makes this the only open setup link. */
  async replaceSetupLink(tokenHash: string, validSeconds: number): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await tx.delete(setupLinks).where(isNull(setupLinks.usedAt));
      await tx.insert(setupLinks).values({ tokenHash, expiresAt: inSeconds(validSeconds) });
    });
  }

  /** Returns whether the setup link with this token is open. */
  async isSetupLinkOpen(tokenHash: string): Promise<boolean> {
    const rows = await this.#db.select({ id: setupLinks.id }).from(setupLinks).where(openLink(tokenHash));
    return rows.length === 1;
  }

  /** Marks the setup link as used; false when it is no longer open. */
  async useSetupLink(tokenHash: string): Promise<boolean> {
    const used = await this.#db
      .update(setupLinks)
      .set({ usedAt: sql`now()` })
      .where(openLink(tokenHash))
      .returning({ id: setupLinks.id });
    return used.length === 1;
  }

  /** Invites an address; its earlier invitations are revoked. */
  async createInvitation(data: {
    tokenHash: string;
    email: string;
    role: Role;
    invitedBy: string;
    validSeconds: number;
  }): Promise<InvitationRow> {
    const { validSeconds, ...values } = data;
    await this.#db
      .update(invitations)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(invitations.email, data.email), isOpen));
    const [created] = await this.#db
      .insert(invitations)
      .values({ ...values, expiresAt: inSeconds(validSeconds) })
      .returning({ id: invitations.id });
    const [invitation] = await this.#selectInvitations(eq(invitations.id, created?.id ?? -1));
    if (invitation === undefined) throw new Error('the insert of an invitation returned no row');
    return invitation;
  }

  /** Returns open invitations, newest first. */
  getInvitations(): Promise<InvitationRow[]> {
    return this.#selectInvitations(undefined);
  }

  /** Returns the open invitation with this token, or null. */
  async findInvitation(tokenHash: string): Promise<InvitationRow | null> {
    const [invitation] = await this.#selectInvitations(eq(invitations.tokenHash, tokenHash));
    return invitation ?? null;
  }

  #selectInvitations(condition: ReturnType<typeof and>): Promise<InvitationRow[]> {
    return this.#db
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        invitedBy: authUsers.email,
        createdAt: invitations.createdAt,
        expiresAt: invitations.expiresAt,
      })
      .from(invitations)
      .innerJoin(authUsers, eq(authUsers.id, invitations.invitedBy))
      .where(and(isOpen, condition))
      .orderBy(desc(invitations.id));
  }

  /** Accepts an invitation; null when it is no longer open. */
  async useInvitation(tokenHash: string): Promise<{ id: number; email: string; role: Role } | null> {
    const [used] = await this.#db
      .update(invitations)
      .set({ acceptedAt: sql`now()` })
      .where(and(eq(invitations.tokenHash, tokenHash), isOpen))
      .returning({ id: invitations.id, email: invitations.email, role: invitations.role });
    return used ?? null;
  }

  /** Revokes an invitation; null when it is not open. */
  async revokeInvitation(id: number): Promise<{ email: string; role: Role } | null> {
    const [revoked] = await this.#db
      .update(invitations)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(invitations.id, id), isOpen))
      .returning({ email: invitations.email, role: invitations.role });
    return revoked ?? null;
  }
}

/** Of the invitation that somebody accepted last; an inviter who was erased has no address. */
const invitedBy = sql<string | null>`(
  SELECT inviter.email FROM invitations AS accepted JOIN auth_users AS inviter ON inviter.id = accepted.invited_by
  WHERE accepted.email = ${authUsers.email} AND accepted.accepted_at IS NOT NULL
  ORDER BY accepted.id DESC LIMIT 1)`;

const isOpen = and(
  isNull(invitations.acceptedAt),
  isNull(invitations.revokedAt),
  gt(invitations.expiresAt, sql`now()`),
);

const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds})`;

function openLink(tokenHash: string) {
  return and(
    eq(setupLinks.tokenHash, tokenHash),
    isNull(setupLinks.usedAt),
    gt(setupLinks.expiresAt, sql`now()`),
  );
}
