import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** The daily keys of the visitor hash, shared by all processes. */
export class VisitorSaltDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Today's salt (UTC, by the database's clock), made by whoever asks first. */
  async getTodaysSalt(): Promise<{ day: string; salt: string }> {
    const { rows } = await this.#db.execute<{ day: string; salt: string }>(sql`
      INSERT INTO aff_visitor_salts AS held (day, salt)
      VALUES ((now() AT TIME ZONE 'UTC')::date, ${randomBytes(32).toString('hex')})
      ON CONFLICT (day) DO UPDATE SET salt = held.salt
      RETURNING day::text AS day, salt`);
    if (rows[0] === undefined) throw new Error('no visitor salt came back');
    return rows[0];
  }

  /** Forgets salts older than two days: then nobody can link a hash to an address any more. */
  async deleteOldSalts(): Promise<void> {
    await this.#db.execute(
      sql`DELETE FROM aff_visitor_salts WHERE day < (now() AT TIME ZONE 'UTC')::date - 1`,
    );
  }
}
