import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** Alarms about the alerting itself: which process sends one, and when it is repeated. */
export class OpsAlarmDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Raises an alarm. Returns true when the caller must send it: the first time since it was resolved, and again every
   * `repeatSeconds` while it lasts.
   */
  async raise(alarm: { subject: string; message: string; repeatSeconds: number }): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      INSERT INTO ops_alarms AS alarm (subject, message, raised_at, notified_at)
      VALUES (${alarm.subject}, ${alarm.message}, now(), now())
      ON CONFLICT (subject) DO UPDATE
      SET message = excluded.message, notified_at = now(), resolved_at = NULL,
          raised_at = CASE WHEN alarm.resolved_at IS NULL THEN alarm.raised_at ELSE now() END
      WHERE alarm.resolved_at IS NOT NULL
         OR alarm.notified_at <= now() - make_interval(secs => ${alarm.repeatSeconds})`);
    return (rowCount ?? 0) > 0;
  }

  async resolve(subjects: readonly string[]): Promise<void> {
    await this.#db.execute(sql`
      UPDATE ops_alarms SET resolved_at = now()
      WHERE subject = ANY (${sql.param([...subjects])}::text[]) AND resolved_at IS NULL`);
  }
}
