import { and, eq, or, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { listChoices, listViews } from './tables.ts';

type ViewRow = typeof listViews.$inferSelect;

/** A view, with its owner's name. */
export type ListView = Omit<ViewRow, 'createdAt'> & { owner: string };

/** What may change of a view. */
export type ViewChange = Partial<Pick<ViewRow, 'name' | 'isShared' | 'search' | 'columns'>>;

const columns = {
  id: listViews.id,
  list: listViews.list,
  ownerId: listViews.ownerId,
  name: listViews.name,
  isShared: listViews.isShared,
  search: listViews.search,
  columns: listViews.columns,
  version: listViews.version,
  updatedAt: listViews.updatedAt,
  owner: authUsers.name,
};

/** Saved views of lists, and what each person's lists open with. */
export class ViewDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns a person's views of a list and those that are shared, by name. */
  getViews(list: string, personId: string): Promise<ListView[]> {
    return this.#select()
      .where(and(eq(listViews.list, list), or(eq(listViews.ownerId, personId), listViews.isShared)))
      .orderBy(sql`lower(${listViews.name})`, listViews.id);
  }

  async getView(id: string): Promise<ListView | null> {
    const [view] = await this.#select().where(eq(listViews.id, id));
    return view ?? null;
  }

  async countViews(list: string, ownerId: string): Promise<number> {
    return this.#db.$count(listViews, and(eq(listViews.list, list), eq(listViews.ownerId, ownerId)));
  }

  /** Returns the id; null when the owner has a view of this name. */
  async createView(
    view: Pick<ViewRow, 'list' | 'ownerId' | 'name' | 'isShared' | 'search' | 'columns'>,
  ): Promise<string | null> {
    const rows = await this.#db
      .insert(listViews)
      .values(view)
      .onConflictDoNothing()
      .returning({ id: listViews.id });
    return rows[0]?.id ?? null;
  }

  /** Locks a view until the transaction ends. */
  async lockView(id: string): Promise<ViewRow | null> {
    const [view] = await this.#db.select().from(listViews).where(eq(listViews.id, id)).for('update');
    return view ?? null;
  }

  /** Whether the owner has another view of this name. */
  async isNameTaken({ id, ownerId, list }: ViewRow, name: string): Promise<boolean> {
    const others = await this.#db.$count(
      listViews,
      sql`${listViews.ownerId} = ${ownerId} AND ${listViews.list} = ${list} AND ${listViews.id} <> ${id}
        AND lower(${listViews.name}) = lower(${name})`,
    );
    return others > 0;
  }

  async updateView(id: string, change: ViewChange): Promise<void> {
    await this.#db
      .update(listViews)
      .set({ ...change, version: sql`version + 1`, updatedAt: sql`now()` })
      .where(eq(listViews.id, id));
  }

  /** Nobody's list opens any more with a view that only its owner sees. */
  async forgetChoicesOfOthers(viewId: string, ownerId: string): Promise<void> {
    await this.#db
      .update(listChoices)
      .set({ viewId: null })
      .where(sql`${listChoices.viewId} = ${viewId} AND ${listChoices.personId} <> ${ownerId}`);
  }

  async deleteView(id: string): Promise<void> {
    await this.#db.delete(listViews).where(eq(listViews.id, id));
  }

  /** Returns what a list opens with for a person. */
  async getChoice(
    list: string,
    personId: string,
  ): Promise<{ viewId: string | null; columns: string[] | null }> {
    const [choice] = await this.#db
      .select({ viewId: listChoices.viewId, columns: listChoices.columns })
      .from(listChoices)
      .where(and(eq(listChoices.list, list), eq(listChoices.personId, personId)));
    return choice ?? { viewId: null, columns: null };
  }

  /** Changes the given fields of what a list opens with. */
  async choose(
    list: string,
    personId: string,
    change: { viewId?: string | null | undefined; columns?: string[] | null | undefined },
  ): Promise<void> {
    const given = {
      ...(change.viewId === undefined ? {} : { viewId: change.viewId }),
      ...(change.columns === undefined ? {} : { columns: change.columns }),
    };
    if (Object.keys(given).length === 0) return;
    await this.#db
      .insert(listChoices)
      .values({ list, personId, ...given })
      .onConflictDoUpdate({ target: [listChoices.personId, listChoices.list], set: given });
  }

  #select() {
    return this.#db
      .select(columns)
      .from(listViews)
      .innerJoin(authUsers, eq(authUsers.id, listViews.ownerId))
      .$dynamic();
  }
}
