import { and, asc, eq, sql } from 'drizzle-orm';
import { affiliateGroups, affiliates } from '../affiliates/tables.ts';
import { cursorId } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';

export type GroupRow = typeof affiliateGroups.$inferSelect;

export interface GroupView {
  id: number;
  name: string;
  /** Its slug. */
  storefront: string;
  affiliates: number;
}

/** Groups of affiliates that rules treat alike. */
export class GroupDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** `nameKey`: the canonical form of its name. */
  async getGroupByName(storefrontId: number, nameKey: string): Promise<GroupRow | null> {
    const [row] = await this.#db
      .select()
      .from(affiliateGroups)
      .where(and(eq(affiliateGroups.storefrontId, storefrontId), eq(affiliateGroups.nameKey, nameKey)));
    return row ?? null;
  }

  /** Serialises those who name groups of a storefront, until the transaction ends. */
  async lockNames(storefrontId: number): Promise<void> {
    await this.#db.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended('groups:' || ${storefrontId}::integer, 1))`,
    );
  }

  async getGroup(id: number): Promise<GroupRow | null> {
    const [row] = await this.#db
      .select()
      .from(affiliateGroups)
      .where(sql`${affiliateGroups.id} = ${cursorId(id)}`);
    return row ?? null;
  }

  async renameGroup(id: number, names: { name: string; nameKey: string }): Promise<void> {
    await this.#db.update(affiliateGroups).set(names).where(eq(affiliateGroups.id, id));
  }

  /** Returns a group's affiliates, by name; at most `limit`. */
  getMembers(id: number, limit: number): Promise<{ id: number; handle: string; name: string }[]> {
    return this.#db
      .select({ id: affiliates.id, handle: affiliates.handle, name: affiliates.name })
      .from(affiliates)
      .where(eq(affiliates.groupId, id))
      .orderBy(asc(affiliates.name), asc(affiliates.id))
      .limit(limit);
  }

  /** Inserts a group; null when its name is taken, in whatever spelling. */
  async createGroup(group: {
    storefrontId: number;
    name: string;
    nameKey: string;
  }): Promise<GroupRow | null> {
    const [row] = await this.#db.insert(affiliateGroups).values(group).onConflictDoNothing().returning();
    return row ?? null;
  }

  /** Returns the groups of a storefront, or the one with an id, by name, with the number of their affiliates. */
  listGroups({ storefrontId, id }: { storefrontId: number | null; id?: number }): Promise<GroupView[]> {
    return this.#db
      .select({
        id: affiliateGroups.id,
        name: affiliateGroups.name,
        storefront: storefronts.slug,
        affiliates: sql<number>`(SELECT count(*)::integer FROM affiliates WHERE group_id = ${affiliateGroups.id})`,
      })
      .from(affiliateGroups)
      .innerJoin(storefronts, eq(storefronts.id, affiliateGroups.storefrontId))
      .where(
        and(
          storefrontId === null ? undefined : eq(affiliateGroups.storefrontId, storefrontId),
          id === undefined ? undefined : sql`${affiliateGroups.id} = ${cursorId(id)}`,
        ),
      )
      .orderBy(asc(affiliateGroups.name), asc(affiliateGroups.id));
  }

  /** Puts an affiliate into a group; null takes it out of its group. */
  async setGroup(affiliateId: number, groupId: number | null): Promise<void> {
    await this.#db.update(affiliates).set({ groupId }).where(eq(affiliates.id, affiliateId));
  }
}
