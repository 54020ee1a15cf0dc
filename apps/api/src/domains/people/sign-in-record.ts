import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';

/** Records what people do with their own account. Sign-in has transactions of its own, so this runs after them. */
export class SignInRecord {
  readonly #audit: AuditDao;

  constructor(deps: { db: Database }) {
    this.#audit = new AuditDao(deps.db);
  }

  async write(
    action: string,
    userId: string,
    from: { requestId: string; network: string | null },
  ): Promise<void> {
    await this.#audit.record(
      { kind: 'person', id: userId, ...from },
      { action, subject: { kind: 'person', id: userId } },
    );
  }
}
