import type { Database, Transaction } from '@dreamteamhub/db';
import type { AffiliateFilter } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type AffiliateBulkChange,
  affiliateField,
  type BulkChangeRow,
  type BulkChoice,
  BulkDao,
  type BulkKind,
  bulkList,
  countBulkChanges,
  listBulkChanges,
  type ProductBulkChange,
  prepareAffiliates,
  prepareProducts,
  productField,
  writeJudged,
} from '@dreamteamhub/db/bulk';
import type { ProductFilter } from '@dreamteamhub/db/inventory';
import { ConversionDao, type ConversionFilter } from '@dreamteamhub/db/orders';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller, PersonCaller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import type { CountedPage, PageInput } from '../../platform/list-input.ts';
import { allowsAction, type ConversionAction } from '../orders/conversion-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { type BulkAnswer, type ListedChange, readBulk, toListed } from './bulk-answer.ts';
import { refuseTurn, seenConversion, stateAfter } from './rules.ts';
import type { SliceWork } from './slice-work.ts';

/** Rows as a caller chooses them: exactly one of `ids` and `filter` with `asOf`, as the contract checks. */
export interface AskedRows<Filter> {
  ids?: number[] | undefined;
  filter?: Filter | undefined;
  asOf?: string | undefined;
}

interface Prepare<Filter, Change> extends AskedRows<Filter> {
  id: string;
  change: Change;
}

interface AskedChanges extends PageInput {
  kind?: BulkKind | undefined;
}

/** Conversions move one by one, each in a transaction that tells others of it. */
const MOST_CONVERSIONS = 10_000;

/** An answer that takes longer is cut off by some proxies; the caller calls again. */
const WORKING_MILLISECONDS = 4_000;

/** Changes of many rows: first prepared, which fixes the rows and what they are; then applied; perhaps undone. */
export class BulkService {
  readonly #db: Database;
  readonly #work: SliceWork;
  readonly #elapsed: () => number;

  constructor(deps: { db: Database; work: SliceWork; elapsedMilliseconds: () => number }) {
    this.#db = deps.db;
    this.#work = deps.work;
    this.#elapsed = deps.elapsedMilliseconds;
  }

  prepareProducts(input: Prepare<ProductFilter, ProductBulkChange>, by: Caller): Promise<BulkAnswer> {
    const change = trimmed(input.change);
    return this.#prepare({ id: input.id, kind: 'products', change }, by, (tx) =>
      prepareProducts(tx, input.id, {
        choice: choiceOf(input, (filter) => filter),
        field: productField(change),
      }),
    );
  }

  /** Throws `bad_request` for an unknown storefront. */
  async prepareAffiliates(
    input: Prepare<
      Omit<AffiliateFilter, 'storefrontId'> & { storefront?: string | undefined },
      AffiliateBulkChange
    >,
    by: Caller,
  ): Promise<BulkAnswer> {
    const storefront = input.filter?.storefront;
    const storefrontId =
      storefront === undefined ? null : (await findStorefront(this.#db, storefront, by)).id;
    const choice = choiceOf(input, ({ storefront: _, ...filter }) => ({ ...filter, storefrontId }));
    return this.#prepare({ id: input.id, kind: 'affiliates', change: input.change }, by, (tx) =>
      prepareAffiliates(tx, input.id, { choice, field: affiliateField(input.change) }),
    );
  }

  /** Throws `conflict` for more than 10,000 conversions. */
  prepareConversions(
    input: Prepare<
      Omit<ConversionFilter, 'storefrontId' | 'orderKey'> & { orderId?: string | undefined },
      { step: ConversionAction }
    >,
    by: Caller,
  ): Promise<BulkAnswer> {
    const choice = choiceOf(input, ({ orderId, ...filter }): ConversionFilter => {
      const orderKey = orderId === undefined ? undefined : canonicalOrderId(orderId);
      return { ...filter, orderKey, storefrontId: null };
    });
    return this.#prepare({ id: input.id, kind: 'conversions', change: input.change }, by, (tx) =>
      this.#writeConversions(tx, input.id, { choice, step: input.change.step }),
    );
  }

  /** Goes on with a change for some seconds. Throws `not_found`, and `conflict` where it was undone. */
  apply(id: string, by: PersonCaller): Promise<BulkAnswer> {
    return this.#run(id, 'apply', by);
  }

  /** Goes on with an undo for some seconds. Throws `not_found`, and `conflict` where nothing can be undone. */
  undo(id: string, by: PersonCaller): Promise<BulkAnswer> {
    return this.#run(id, 'undo', by);
  }

  /** Throws `not_found`. */
  async get(id: string): Promise<BulkAnswer> {
    const change = await new BulkDao(this.#db).get(id);
    if (change === null) throw unknownChange(id);
    return readBulk(this.#db, change);
  }

  /** Returns one page of changes that were made. Throws `bad_request` for a cursor of another order. */
  async list(input: AskedChanges): Promise<CountedPage<ListedChange>> {
    const { kind, order, limit, cursor } = input;
    const after = readPlace(bulkList, { sort: 'createdAt', order, cursor });
    const [page, total] = await Promise.all([
      listBulkChanges(this.#db, { kind, sort: 'createdAt', order, limit, after }),
      input.withTotal === true ? countBulkChanges(this.#db, { kind }) : undefined,
    ]);
    return { items: page.items.map(toListed), nextCursor: page.nextCursor, total };
  }

  /** Deletes changes that are over for long. */
  forgetOld(): Promise<void> {
    return new BulkDao(this.#db).deleteOld();
  }

  async #prepare(
    {
      id,
      kind,
      change,
    }: { id: string; kind: BulkKind; change: ProductBulkChange | AffiliateBulkChange | { step: string } },
    by: Caller,
    writeLines: (tx: Transaction) => Promise<number>,
  ): Promise<BulkAnswer> {
    const kept = { ...change };
    await this.#db.transaction(async (tx) => {
      const changes = new BulkDao(tx);
      if (!(await changes.insert({ id, kind, change: kept, createdBy: by.id }))) {
        const known = await changes.get(id);
        const isSame = known?.kind === kind && isEqual(known.change, kept) && known.createdBy === by.id;
        if (!isSame) throw new AppError('conflict', 'id: another change has it');
        return;
      }
      await changes.setTotal(id, await writeLines(tx));
    });
    return this.get(id);
  }

  async #writeConversions(
    tx: Transaction,
    id: string,
    { choice, step }: { choice: BulkChoice<ConversionFilter>; step: ConversionAction },
  ): Promise<number> {
    const found = await new ConversionDao(tx).getChosen(choice, MOST_CONVERSIONS + 1);
    if (found.length > MOST_CONVERSIONS) {
      throw new AppError('conflict', `more than ${MOST_CONVERSIONS} conversions match: narrow the filter`);
    }
    const lines = found.map((conversion) => ({
      subjectId: conversion.id,
      before: seenConversion(conversion),
      after: stateAfter(step),
      outcome: allowsAction(conversion, step) ? null : 'wrong_state',
    }));
    const known = new Set(found.map((conversion) => conversion.id));
    const unknown = ('ids' in choice ? [...new Set(choice.ids)] : [])
      .filter((wanted) => !known.has(wanted))
      .map((subjectId) => ({ subjectId, before: null, after: null, outcome: 'unknown' }));
    await writeJudged(tx, id, [...lines, ...unknown]);
    return lines.length + unknown.length;
  }

  async #run(id: string, direction: 'apply' | 'undo', by: PersonCaller): Promise<BulkAnswer> {
    const [during, after] =
      direction === 'apply' ? (['running', 'done'] as const) : (['undoing', 'undone'] as const);
    const change = await this.#begin(id, { direction, during, after }, by);
    if (change.state === after) return readBulk(this.#db, change);
    const until = this.#elapsed() + WORKING_MILLISECONDS;
    let afterId = 0;
    do {
      const slice = await this.#work.doSlice({ ...change, state: during }, { direction, afterId, by });
      afterId = slice.lastId;
      if (slice.isLast) {
        await new BulkDao(this.#db).setState(id, after);
        break;
      }
    } while (this.#elapsed() < until);
    return this.get(id);
  }

  /** Writes the audit log's line with the first slice: a change that is only prepared has changed nothing. */
  #begin(
    id: string,
    {
      direction,
      during,
      after,
    }: { direction: 'apply' | 'undo'; during: 'running' | 'undoing'; after: 'done' | 'undone' },
    by: Caller,
  ): Promise<BulkChangeRow> {
    return this.#db.transaction(async (tx) => {
      const changes = new BulkDao(tx);
      const change = await changes.lock(id);
      if (change === null) throw unknownChange(id);
      refuseTurn(change.state, direction);
      if (direction === 'undo' && change.kind === 'conversions') {
        throw new AppError('conflict', 'steps of conversions cannot be undone');
      }
      if (change.state === during || change.state === after) return change;
      await changes.setState(id, during);
      const counts = await changes.count(id);
      await new AuditDao(tx).record(by, {
        action: direction === 'apply' ? 'bulk.applyChange' : 'bulk.undoChange',
        subject: { kind: 'bulk_change', id },
        after: {
          kind: change.kind,
          ...change.change,
          rows: (direction === 'apply' ? counts.get(null) : counts.get('applied')) ?? 0,
        },
      });
      return change;
    });
  }
}

function choiceOf<Asked, Filter>(
  { ids, filter, asOf }: AskedRows<Asked>,
  read: (filter: Asked) => Filter,
): BulkChoice<Filter> {
  if (ids !== undefined) return { ids: [...new Set(ids)] };
  if (filter === undefined || asOf === undefined) throw new Error('the contract asks for ids or a filter');
  return { filter: read(filter), asOf: new Date(asOf) };
}

/** A supplier of spaces is none. */
function trimmed(change: ProductBulkChange): ProductBulkChange {
  if (change.set !== 'supplier' || change.to === null) return change;
  const to = change.to.trim();
  return { ...change, to: to === '' ? null : to };
}

function isEqual(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const text = (fields: Record<string, unknown>) => JSON.stringify(Object.entries(fields).sort());
  return text(one) === text(other);
}

function unknownChange(id: string): AppError {
  return new AppError('not_found', `there is no change ${id}`);
}
