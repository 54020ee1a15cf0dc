import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** A day (UTC) as `YYYY-MM-DD`, and its salt. */
export interface VisitorSalt {
  day: string;
  salt: string;
}

/** The daily salts of the visitor hash, shared by all processes. */
export class VisitorSaltDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns today's salt (UTC, by the database's clock), made on first use, and yesterday's if there is one. */
  async getSalts(): Promise<{ today: VisitorSalt; previous: VisitorSalt | null }> {
    const { rows } = await this.#db.execute<VisitorSalt & Record<string, unknown>>(sql`
      WITH today AS (
        INSERT INTO aff_visitor_salts AS held (day, salt)
        VALUES ((now() AT TIME ZONE 'UTC')::date, ${randomBytes(32).toString('hex')})
        ON CONFLICT (day) DO UPDATE SET salt = held.salt
        RETURNING day, salt)
      SELECT day::text AS day, salt FROM today
      UNION ALL
      SELECT previous.day::text, previous.salt FROM aff_visitor_salts AS previous, today
      WHERE previous.day = today.day - 1
      ORDER BY day DESC`);
    const [today, previous] = rows;
    if (today === undefined) throw new Error('the database returned no visitor salt');
    return { today, previous: previous ?? null };
  }

  /** Deletes salts older than two days: from then on a hash cannot be linked to an address. */
  async deleteOldSalts(): Promise<void> {
    await this.#db.execute(
      sql`DELETE FROM aff_visitor_salts WHERE day < (now() AT TIME ZONE 'UTC')::date - 1`,
    );
  }
}
