import { desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authSessions, authTwoFactors, authUsers, authVerifications } from '../people/tables.ts';
import { apiKeys } from '../storefronts/tables.ts';
import { type SEALED_SECRETS, secretSeals } from './tables.ts';

export type SealedSecret = (typeof SEALED_SECRETS)[number];

/** The texts that tell whether a hub's secrets are those that this database was written with. */
export class SealDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async getSeals(): Promise<Map<SealedSecret, string>> {
    const rows = await this.#db.select().from(secretSeals);
    return new Map(rows.map(({ secret, sealed }) => [secret, sealed]));
  }

  /** Writes a seal unless there is one, and returns the one that is there: of several processes, one writes. */
  async addSeal(secret: SealedSecret, sealed: string): Promise<string> {
    await this.#db.insert(secretSeals).values({ secret, sealed }).onConflictDoNothing();
    return (await this.getSeals()).get(secret) ?? sealed;
  }

  async replaceSeal(secret: SealedSecret, sealed: string): Promise<void> {
    const values = { sealed, sealedAt: sql`now()` };
    await this.#db
      .insert(secretSeals)
      .values({ secret, ...values })
      .onConflictDoUpdate({ target: secretSeals.secret, set: values });
  }

  /** Returns the youngest text that was sealed with the encryption key before there were seals; null when there is none. */
  async getSealedSigningKey(): Promise<{ keyHash: string; sealed: string } | null> {
    const [row] = await this.#db
      .select({ keyHash: apiKeys.keyHash, sealed: apiKeys.signingKey })
      .from(apiKeys)
      .where(isNotNull(apiKeys.signingKey))
      .orderBy(desc(apiKeys.id))
      .limit(1);
    return row === undefined || row.sealed === null ? null : { keyHash: row.keyHash, sealed: row.sealed };
  }

  /** Removes what only a lost `auth-secret` could read. Returns how many sessions and second factors that were. */
  async deleteSignIns(): Promise<{ sessions: number; secondFactors: number }> {
    const sessions = await this.#db.delete(authSessions);
    const secondFactors = await this.#db.delete(authTwoFactors);
    await this.#db.delete(authVerifications);
    await this.#db
      .update(authUsers)
      .set({ twoFactorEnabled: false })
      .where(eq(authUsers.twoFactorEnabled, true));
    return { sessions: sessions.rowCount ?? 0, secondFactors: secondFactors.rowCount ?? 0 };
  }

  /** Removes what only a lost encryption key could read. Returns how many keys can sign no requests any more. */
  async deleteSigningKeys(): Promise<number> {
    const { rowCount } = await this.#db
      .update(apiKeys)
      .set({ signingKey: null })
      .where(isNotNull(apiKeys.signingKey));
    return rowCount ?? 0;
  }
}
