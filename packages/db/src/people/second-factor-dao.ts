import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authTwoFactors } from './tables.ts';

/** Second factors beside what better-auth does with them. */
export class SecondFactorDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns a person's secret as it is stored, encrypted; null without a second factor. */
  async findSecret(userId: string): Promise<string | null> {
    const [found] = await this.#db
      .select({ secret: authTwoFactors.secret })
      .from(authTwoFactors)
      .where(eq(authTwoFactors.userId, userId));
    return found?.secret ?? null;
  }

  /** Uses up the codes of a time step and of all before it; false when that was done before. */
  async useStep(userId: string, step: number): Promise<boolean> {
    const used = await this.#db
      .update(authTwoFactors)
      .set({ lastUsedStep: step })
      .where(
        and(
          eq(authTwoFactors.userId, userId),
          or(isNull(authTwoFactors.lastUsedStep), lt(authTwoFactors.lastUsedStep, step)),
        ),
      )
      .returning({ id: authTwoFactors.id });
    return used.length > 0;
  }
}
