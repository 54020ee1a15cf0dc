import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../database.ts';
import { authAccounts, authUsers, authVerifications, passwordResets } from './tables.ts';

const digest = (hash: SQL | PgColumn) => sql`encode(sha256(convert_to(${hash}, 'UTF8')), 'hex')`;

const digestOfPassword = digest(authAccounts.password);

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

  /** Whether there is a password whose hash does not begin like this. */
  async hasOtherHashes(beginning: string): Promise<boolean> {
    const { rows } = await this.#db.execute<{ others: boolean }>(sql`
      SELECT EXISTS (
        SELECT FROM ${authAccounts} WHERE ${isPassword} AND NOT starts_with(${authAccounts.password}, ${beginning})
      ) AS others`);
    return rows[0]?.others === true;
  }

  /**
   * Replaces a hash by another one of the same password, unless the password was changed meanwhile. Hashes are salted, so
   * that one names its account. Links for a new password stay open.
   */
  async replaceHash(hash: string, newHash: string): Promise<void> {
    await this.#db.execute(sql`
      WITH replaced AS (
        UPDATE ${authAccounts} SET password = ${newHash}, updated_at = now()
        WHERE ${isPassword} AND ${authAccounts.password} = ${hash}
        RETURNING ${authAccounts.userId} AS user_id
      )
      UPDATE ${passwordResets} SET password_digest = ${digest(sql`${newHash}`)} FROM replaced
      WHERE ${passwordResets.userId} = replaced.user_id
        AND ${passwordResets.passwordDigest} = ${digest(sql`${hash}`)}`);
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
