import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authAccounts, authUsers, authVerifications, passwordResets } from './tables.ts';

const digestOfPassword = sql`encode(sha256(convert_to(${authAccounts.password}, 'UTF8')), 'hex')`;

const isPassword = and(eq(authAccounts.providerId, 'credential'), sql`${authAccounts.password} IS NOT NULL`);

/** Passwords, and the links by which people get new ones. A link is void as soon as the password is another one. */
export class PasswordDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the id of the team member with this address, or null. */
  async findPerson(email: string): Promise<string | null> {
    const [person] = await this.#db
      .select({ id: authUsers.id })
      .from(authUsers)
      .where(and(eq(authUsers.email, email), isNull(authUsers.removedAt)));
    return person?.id ?? null;
  }

  /** Returns the hash of a team member's password, or null for one who has left. */
  async findHash(userId: string): Promise<string | null> {
    const [account] = await this.#db
      .select({ hash: authAccounts.password })
      .from(authAccounts)
      .where(and(eq(authAccounts.userId, userId), isPassword));
    return account?.hash ?? null;
  }

  /** Stores a link; returns the person's address, or null for one who has left and so has no password. */
  async createReset(userId: string, tokenHash: string, validSeconds: number): Promise<string | null> {
    const { rows } = await this.#db.execute<{ email: string }>(sql`
      WITH person AS (
        SELECT ${authUsers.id} AS id, ${authUsers.email} AS email, ${digestOfPassword} AS digest
        FROM ${authUsers} JOIN ${authAccounts} ON ${authAccounts.userId} = ${authUsers.id}
        WHERE ${authUsers.id} = ${userId} AND ${authUsers.removedAt} IS NULL AND ${isPassword}
      ), reset AS (
        INSERT INTO password_resets (token_hash, user_id, password_digest, expires_at)
        SELECT ${tokenHash}, id, digest, now() + make_interval(secs => ${validSeconds}) FROM person
      )
      SELECT email FROM person`);
    return rows[0]?.email ?? null;
  }

  /** Returns whose password a link may replace, or null when it was used, is too old or has become void. */
  async findReset(tokenHash: string): Promise<{ userId: string; name: string; email: string } | null> {
    const [found] = await this.#db
      .select({ userId: authUsers.id, name: authUsers.name, email: authUsers.email })
      .from(passwordResets)
      .innerJoin(authUsers, eq(authUsers.id, passwordResets.userId))
      .innerJoin(authAccounts, eq(authAccounts.userId, authUsers.id))
      .where(and(isOpen(tokenHash), isPassword));
    return found ?? null;
  }

  /** Replaces the password by way of a link; false when another one was faster. All links of the person end. */
  async useReset(userId: string, tokenHash: string, passwordHash: string): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE ${authAccounts} SET password = ${passwordHash}, updated_at = now() FROM ${passwordResets}
      WHERE ${isOpen(tokenHash)} AND ${passwordResets.userId} = ${authAccounts.userId} AND ${isPassword}`);
    if (rowCount !== 1) return false;
    await this.endResets(userId);
    return true;
  }

  /** Ends the links of a person, and sign-ins that wait for a code: they began with the password of before. */
  async endResets(userId: string): Promise<void> {
    await this.#db.delete(passwordResets).where(eq(passwordResets.userId, userId));
    await this.#db.delete(authVerifications).where(eq(authVerifications.value, userId));
  }

  async deleteExpiredResets(): Promise<void> {
    await this.#db.delete(passwordResets).where(sql`${passwordResets.expiresAt} < now()`);
  }
}

/** Of a link whose password is still that of when it was issued. */
function isOpen(tokenHash: string) {
  return and(
    eq(passwordResets.tokenHash, tokenHash),
    sql`${passwordResets.expiresAt} > now()`,
    sql`${passwordResets.passwordDigest} = ${digestOfPassword}`,
  );
}
