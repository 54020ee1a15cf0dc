import { randomUUID } from 'node:crypto';
import type { Transaction } from '@dreamteamhub/db';
import type { ChangedEpisode, EpisodeAction } from '@dreamteamhub/db/alerts';
import { AuditDao } from '@dreamteamhub/db/audit';
import { BulkDao, writeJudged } from '@dreamteamhub/db/bulk';
import type { Caller } from '../../platform/caller.ts';

const STEPS = { acknowledged: 'acknowledge', snoozed: 'snooze', reopened: 'reopen' } as const;

/** What a person does with many alerts, as one of the changes of many rows, where it is seen and undone. */
export class BulkRecord {
  readonly #change: Record<string, string>;
  readonly #by: Caller;
  #id: string | null = null;
  #total = 0;

  constructor(action: EpisodeAction, by: Caller) {
    const until = action.kind === 'snoozed' ? { until: action.until.toISOString() } : {};
    this.#change = { step: STEPS[action.kind], ...until };
    this.#by = by;
  }

  /** Null while nothing has changed. */
  get id(): string | null {
    return this.#id;
  }

  /** Returns false where somebody undoes it already. Comes before any lock of alerts, as in an undo: no two deadlock. */
  async goOn(tx: Transaction): Promise<boolean> {
    return this.#id === null || (await new BulkDao(tx).lock(this.#id))?.state === 'running';
  }

  /** Adds alerts that this transaction has changed. `expected`: how many there will be, for the audit log. */
  async add(
    tx: Transaction,
    changed: readonly ChangedEpisode[],
    { expected, isLast }: { expected: number; isLast: boolean },
  ): Promise<void> {
    const changes = new BulkDao(tx);
    if (changed.length > 0) {
      const id = this.#id ?? (await this.#begin(tx, expected));
      await writeJudged(
        tx,
        id,
        changed.map(({ productId, ...states }) => ({ subjectId: productId, ...states, outcome: 'applied' })),
      );
      this.#total += changed.length;
      await changes.setTotal(id, this.#total);
    }
    if (isLast && this.#id !== null) await changes.setState(this.#id, 'done');
  }

  async #begin(tx: Transaction, rows: number): Promise<string> {
    const id = randomUUID();
    const changes = new BulkDao(tx);
    await changes.insert({ id, kind: 'alerts', change: this.#change, createdBy: this.#by.id });
    await changes.setState(id, 'running');
    await new AuditDao(tx).record(this.#by, {
      action: 'bulk.applyChange',
      subject: { kind: 'bulk_change', id },
      after: { kind: 'alerts', ...this.#change, rows },
    });
    this.#id = id;
    return id;
  }
}
