import type { Database, Page, SortRequest, Total } from '@dreamteamhub/db';
import { MuteDao, type MuteKind, type MuteReach, type MuteSort, muteList } from '@dreamteamhub/db/alerts';
import { AuditDao } from '@dreamteamhub/db/audit';
import { InventoryDao } from '@dreamteamhub/db/inventory';
import { canonicalSku } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { type Caller, difference } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';

/** A mute as the API returns it; times are ISO 8601 instants. */
interface MuteView {
  id: string;
  kind: MuteKind;
  value: string;
  /** Null: until somebody lifts it. */
  until: string | null;
  note: string | null;
  createdAt: string;
  createdBy: string;
  reach: MuteReach;
}

type MuteRow = Awaited<ReturnType<MuteDao['getMutes']>>['items'][number];

interface Asked extends SortRequest<MuteSort> {
  kind?: MuteKind | undefined;
  match?: string | undefined;
  sku?: string | undefined;
  withTotal?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface Change {
  until?: string | null | undefined;
  note?: string | null | undefined;
}

/** Who mutes: the caller, and the name that pages show. */
interface By {
  caller: Caller;
  name: string;
}

/** Every scan compares all low products with all mutes. A supplier or a beginning of SKUs takes the place of thousands. */
const MOST_MUTES = 10_000;

/** Mutes: products that are not announced until a time. */
export class MuteService {
  readonly #db: Database;
  readonly #mutes: MuteDao;
  readonly #now: () => Date;

  constructor(deps: { db: Database; now: () => Date }) {
    this.#db = deps.db;
    this.#mutes = new MuteDao(deps.db);
    this.#now = deps.now;
  }

  /** Returns one page. Throws `bad_request` for a cursor of another order. */
  async list(input: Asked): Promise<Page<MuteView> & { total?: Total | undefined }> {
    const { kind, match, sku, sort, order, limit } = input;
    const filter = { kind, match, sku };
    const after = readPlace(muteList, { sort, order, cursor: input.cursor });
    const [page, total] = await Promise.all([
      this.#mutes.getMutes({ ...filter, sort, order, limit, after }),
      input.withTotal === true ? this.#mutes.countMutes(filter) : undefined,
    ]);
    return { items: await toViews(this.#mutes, page.items), nextCursor: page.nextCursor, total };
  }

  preview(mute: { kind: MuteKind; value: string }): Promise<MuteReach> {
    return this.#mutes.previewReach(mute);
  }

  /**
   * Mutes products. The same mute twice is one. Throws `not_found` for a SKU that no product has, `bad_request` for a time
   * that has passed, and `conflict` when there are 10,000 mutes.
   */
  create(
    input: { kind: MuteKind; value: string; until: string | null; note?: string | undefined },
    by: By,
  ): Promise<MuteView & { created: boolean }> {
    const { kind, note = '' } = input;
    const until = this.#readEnd(input.until);
    return this.#db.transaction(async (tx) => {
      const mutes = new MuteDao(tx);
      const value = kind === 'sku' ? await knownSku(new InventoryDao(tx), input.value) : input.value;
      const made = await mutes.createMute(
        { kind, value, until, note: note.trim() || null, by: by.name },
        MOST_MUTES,
      );
      if (made === null) {
        throw new AppError(
          'conflict',
          `there are ${MOST_MUTES} mutes; end some, or mute a supplier or the start of SKUs instead`,
        );
      }
      const { row, isNew } = made;
      if (isNew) {
        await new AuditDao(tx).record(by.caller, {
          action: 'alerts.createMute',
          subject: { kind: 'mute', id: row.id },
          after: { kind, value, until: row.until?.toISOString() ?? null },
        });
      }
      return { ...(await toView(mutes, row)), created: isNew };
    });
  }

  /**
   * Changes the end or the note. Throws `not_found` for a mute that has ended, `conflict` where a field is not as
   * `expected`, and `bad_request` for a time that has passed.
   */
  update(input: Change & { id: string; expected?: Change | undefined }, by: Caller): Promise<MuteView> {
    const { id, expected = {} } = input;
    if (input.until !== undefined) this.#readEnd(input.until);
    return this.#db.transaction(async (tx) => {
      const mutes = new MuteDao(tx);
      const row = await lock(mutes, id);
      refuseUnexpected(row, expected);
      const note = input.note === undefined ? row.note : input.note?.trim() || null;
      const until = input.until === undefined ? row.until : toDate(input.until);
      // That the note changed, but not the note: the audit log cannot forget it.
      const changed = difference<object>(
        { until: row.until?.toISOString() ?? null, note: 'before' },
        { until: until?.toISOString() ?? null, note: note === row.note ? 'before' : 'changed' },
      );
      if (changed === null) return toView(mutes, row);
      await mutes.updateMute(id, { until, note });
      await new AuditDao(tx).record(by, {
        action: 'alerts.updateMute',
        subject: { kind: 'mute', id },
        ...changed,
      });
      return toView(mutes, { ...row, until, note });
    });
  }

  /** Ends a mute, and returns it as it was. Throws `not_found`, and `conflict` where its end is not as expected. */
  lift(input: { id: string; expectedUntil?: string | null | undefined }, by: Caller): Promise<MuteView> {
    const { id, expectedUntil } = input;
    return this.#db.transaction(async (tx) => {
      const mutes = new MuteDao(tx);
      const row = await lock(mutes, id);
      refuseUnexpected(row, { until: expectedUntil });
      const view = await toView(mutes, row);
      await mutes.deleteMute(id);
      await new AuditDao(tx).record(by, {
        action: 'alerts.liftMute',
        subject: { kind: 'mute', id },
        before: { kind: row.kind, value: row.value, until: view.until },
      });
      return view;
    });
  }

  /** Deletes the mutes that have ended. */
  forgetEnded(): Promise<void> {
    return this.#mutes.deleteEnded();
  }

  #readEnd(text: string | null): Date | null {
    const until = toDate(text);
    if (until !== null && until <= this.#now()) throw badField('until', 'has already passed');
    return until;
  }
}

/** Returns the SKU as its product has it. */
async function knownSku(inventory: InventoryDao, sku: string): Promise<string> {
  const product = await inventory.getProductBySku(canonicalSku(sku));
  if (product === null) throw new AppError('not_found', `there is no product with SKU "${sku}"`);
  return product.sku;
}

async function lock(mutes: MuteDao, id: string): Promise<MuteRow> {
  const row = await mutes.lockMute(id);
  if (row === null)
    throw new AppError('not_found', 'there is no such mute; it has ended, or somebody ended it');
  return row;
}

function refuseUnexpected(row: MuteRow, { until, note }: Change): void {
  const now = row.until?.toISOString() ?? null;
  if (until !== undefined && (toDate(until)?.toISOString() ?? null) !== now) {
    throw new AppError(
      'conflict',
      `until: it lasts ${now === null ? 'until somebody ends it' : `until ${now}`} now`,
    );
  }
  if (note !== undefined && note !== row.note)
    throw new AppError('conflict', 'note: somebody else changed it since');
}

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));

async function toViews(mutes: MuteDao, rows: readonly MuteRow[]): Promise<MuteView[]> {
  if (rows.length === 0) return [];
  const reach = await mutes.getReach(rows.map(({ id }) => id));
  return rows.map((row) => ({
    ...row,
    until: row.until?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    reach: reach.get(row.id) ?? { products: { count: 0, isMore: false }, alerts: 0 },
  }));
}

async function toView(mutes: MuteDao, row: MuteRow): Promise<MuteView> {
  const [view] = await toViews(mutes, [row]);
  if (view === undefined) throw new Error('a row has a view');
  return view;
}
