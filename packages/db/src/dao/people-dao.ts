import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authAccounts, authUsers, setupLinks } from '../schema/index.ts';

/** Operators and the one-time link that creates the first. Sign-in itself is better-auth's. */
export class PeopleDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async hasOperator(): Promise<boolean> {
    const rows = await this.#db.select({ id: authUsers.id }).from(authUsers).limit(1);
    return rows.length === 1;
  }

  /** Makes this the only open setup link. */
  async replaceSetupLink(tokenHash: string, validSeconds: number): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await tx.delete(setupLinks).where(isNull(setupLinks.usedAt));
      await tx
        .insert(setupLinks)
        .values({ tokenHash, expiresAt: sql`now() + make_interval(secs => ${validSeconds})` });
    });
  }

  /** Whether a link with this token is open. */
  async isSetupLinkOpen(tokenHash: string): Promise<boolean> {
    const rows = await this.#db.select({ id: setupLinks.id }).from(setupLinks).where(openLink(tokenHash));
    return rows.length === 1;
  }

  /** Uses the link up and creates the operator, or does neither; false when the link is not open any more. */
  createFirstOperator(data: {
    tokenHash: string;
    name: string;
    email: string;
    passwordHash: string;
  }): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      const used = await tx
        .update(setupLinks)
        .set({ usedAt: sql`now()` })
        .where(openLink(data.tokenHash))
        .returning({ id: setupLinks.id });
      if (used.length === 0) return false;
      const userId = randomUUID();
      await tx
        .insert(authUsers)
        .values({ id: userId, name: data.name, email: data.email, emailVerified: true });
      await tx.insert(authAccounts).values({
        id: randomUUID(),
        accountId: userId,
        providerId: 'credential',
        userId,
        password: data.passwordHash,
      });
      return true;
    });
  }
}

function openLink(tokenHash: string) {
  return and(
    eq(setupLinks.tokenHash, tokenHash),
    isNull(setupLinks.usedAt),
    gt(setupLinks.expiresAt, sql`now()`),
  );
}
