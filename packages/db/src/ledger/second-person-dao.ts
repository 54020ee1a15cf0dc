import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { ledgerSettings } from './tables.ts';

/** What somebody has chosen, and what has become of it. */
export interface ChosenSecondPerson {
  secondPerson: (typeof ledgerSettings.$inferSelect)['secondPerson'];
  chosenAt: Date;
  chosenBy: string;
  /** Mail address of whoever chose it; null for somebody who was erased. */
  chosenByEmail: string | null;
  /** Since then, another person could change money, though perhaps no longer. */
  hadCompany: boolean;
}

/** Whether another person must approve what moves money. */
export class SecondPersonDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the ids of the people who may change money now. */
  async getPeople(): Promise<string[]> {
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT id FROM auth_users WHERE removed_at IS NULL AND role IN ('owner', 'operator') ORDER BY id`);
    return rows.map(({ id }) => id);
  }

  /** Returns what was chosen, or null: nobody has chosen anything. */
  async getChosen(): Promise<ChosenSecondPerson | null> {
    // People who have left keep their role. Of roles that were changed back, the audit log tells.
    const { rows } = await this.#db.execute<Omit<ChosenSecondPerson, 'chosenAt'> & { chosenAt: string }>(sql`
      SELECT second_person AS "secondPerson", chosen_at::text AS "chosenAt", chosen_by AS "chosenBy",
             (SELECT email FROM auth_users WHERE id = chosen_by) AS "chosenByEmail",
             EXISTS (
               SELECT FROM auth_users
               WHERE id <> chosen_by AND role IN ('owner', 'operator') AND (removed_at IS NULL OR removed_at > chosen_at))
             OR EXISTS (
               SELECT FROM audit_log
               WHERE action = 'team.changeRole' AND at > chosen_at AND subject_id <> chosen_by
                 AND 'analyst' IN (before->>'role', after->>'role')) AS "hadCompany"
      FROM ledger_settings`);
    const [row] = rows;
    return row === undefined ? null : { ...row, chosenAt: new Date(row.chosenAt) };
  }

  async choose(secondPerson: ChosenSecondPerson['secondPerson'], chosenBy: string): Promise<void> {
    const chosen = { secondPerson, chosenBy, chosenAt: sql`now()` };
    await this.#db
      .insert(ledgerSettings)
      .values(chosen)
      .onConflictDoUpdate({ target: ledgerSettings.isOnly, set: chosen });
  }
}
