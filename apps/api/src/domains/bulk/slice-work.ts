import type { Database } from '@dreamteamhub/db';
import { undoActions } from '@dreamteamhub/db/alerts';
import {
  type AffiliateBulkChange,
  affiliateField,
  type BulkChangeRow,
  BulkDao,
  type BulkLine,
  type ProductBulkChange,
  productField,
} from '@dreamteamhub/db/bulk';
import { PeopleDao } from '@dreamteamhub/db/people';
import { AppError } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import {
  type ConversionAction,
  ConversionInPayout,
  type ConversionService,
} from '../orders/conversion-service.ts';
import type { MarkPaidService } from '../payouts/mark-paid-service.ts';
import { isAsSeen, type SeenConversion } from './rules.ts';

/** Rows that one transaction changes: changes of stock never wait long for them. */
const ROWS = 1_000;
/** Conversions between two looks at the clock. */
const CONVERSIONS = 20;

interface Turn {
  direction: 'apply' | 'undo';
  afterId: number;
  by: PersonCaller;
}

interface Slice {
  lastId: number;
  isLast: boolean;
}

/** Does the next rows of a change. Several callers may do the same change at once: each row changes once. */
export class SliceWork {
  readonly #db: Database;
  readonly #conversions: ConversionService;
  readonly #payments: MarkPaidService;

  constructor(deps: { db: Database; conversions: ConversionService; payments: MarkPaidService }) {
    this.#db = deps.db;
    this.#conversions = deps.conversions;
    this.#payments = deps.payments;
  }

  doSlice(change: BulkChangeRow, turn: Turn): Promise<Slice> {
    switch (change.kind) {
      case 'products':
        return this.#moveProducts(change, turn);
      case 'affiliates':
        return this.#moveAffiliates(change, turn);
      case 'conversions':
        return this.#moveConversions(change, turn);
      case 'alerts':
        return this.#undoAlerts(change, turn);
    }
  }

  #moveProducts(change: BulkChangeRow, { direction, afterId }: Turn): Promise<Slice> {
    // The contract checked it before it was stored.
    const field = productField(change.change as ProductBulkChange);
    return this.#db.transaction(async (tx) => {
      const changes = new BulkDao(tx);
      if ((await changes.lock(change.id))?.state !== change.state) return { lastId: afterId, isLast: true };
      const { lastId, lines } = await changes.moveSlice(change.id, {
        field,
        direction,
        afterId,
        limit: ROWS,
      });
      return { lastId, isLast: lines < ROWS };
    });
  }

  #moveAffiliates(change: BulkChangeRow, { direction, afterId, by }: Turn): Promise<Slice> {
    const wanted = change.change as AffiliateBulkChange;
    return this.#db.transaction(async (tx) => {
      const changes = new BulkDao(tx);
      if ((await changes.lock(change.id))?.state !== change.state) return { lastId: afterId, isLast: true };
      const field = affiliateField(wanted);
      const { lastId, lines, moved } = await changes.moveSlice(change.id, {
        field,
        direction,
        afterId,
        limit: ROWS,
      });
      await changes.recordAffiliates(change.id, {
        ids: moved,
        direction,
        field: wanted.set === 'commission' ? 'commissionBps' : 'status',
        actor: by,
      });
      return { lastId, isLast: lines < ROWS };
    });
  }

  /** Alerts change when people act on them: nothing is ever left to apply. */
  #undoAlerts(change: BulkChangeRow, { direction, afterId, by }: Turn): Promise<Slice> {
    return this.#db.transaction(async (tx) => {
      const nothing = { lastId: afterId, isLast: true };
      if (direction === 'apply' || (await new BulkDao(tx).lock(change.id))?.state !== change.state)
        return nothing;
      const person = await new PeopleDao(tx).getPerson(by.id);
      if (person === null) return nothing;
      const { lastId, lines } = await undoActions(tx, change.id, { afterId, limit: ROWS, by: person.email });
      return { lastId, isLast: lines < ROWS };
    });
  }

  async #moveConversions(change: BulkChangeRow, { by }: Turn): Promise<Slice> {
    const { step } = change.change as { step: ConversionAction };
    const lines = await new BulkDao(this.#db).getOpen(change.id, CONVERSIONS);
    for (const line of lines) await this.#moveConversion(change.id, { line, step, by });
    return { lastId: lines.at(-1)?.subjectId ?? 0, isLast: lines.length < CONVERSIONS };
  }

  async #moveConversion(
    changeId: string,
    { line, step, by }: { line: BulkLine; step: ConversionAction; by: PersonCaller },
  ): Promise<void> {
    const id = line.subjectId;
    let refusal = 'wrong_state';
    const check = (now: SeenConversion) => {
      if (isAsSeen(now, line.before as SeenConversion)) return;
      refusal = 'changed';
      throw new AppError('conflict', 'somebody else changed it since');
    };
    try {
      await this.#db.transaction(async (tx) => {
        // First, so that of two callers one waits here, and then finds it done.
        if (!(await new BulkDao(tx).settle(changeId, id, 'applied'))) return;
        if (step === 'verify') {
          refusal = 'taken';
          await this.#conversions.verifyIn(tx, { id, check }, by);
        } else if (step === 'markPaid') {
          await this.#payments.markPaidIn(tx, { id, check }, by);
        } else {
          await this.#conversions.moveIn(tx, { id, step, check }, by);
        }
      });
    } catch (error) {
      const reason = reasonOf(error, refusal);
      if (reason === null) throw error;
      await new BulkDao(this.#db).settle(changeId, id, reason);
    }
  }
}

/** Why a conversion stays as it is; null: that is no refusal. */
function reasonOf(error: unknown, refusal: string): string | null {
  if (error instanceof ConversionInPayout) return 'in_payout';
  if (!(error instanceof AppError)) return null;
  switch (error.code) {
    case 'conflict':
      return refusal;
    case 'forbidden':
      return 'own_draft';
    case 'not_found':
      return 'unknown';
    default:
      return null;
  }
}
