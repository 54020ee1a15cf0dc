import { and, asc, eq, sql } from 'drizzle-orm';
import { affiliateGroups, affiliates } from '../affiliates/tables.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';

export type GroupRow = typeof affiliateGroups.$inferSelect;

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

  /** Inserts a group; null when its name is taken, in whatever spelling. */
  async createGroup(group: {
    storefrontId: number;
    name: string;
    nameKey: string;
  }): Promise<GroupRow | null> {
    const [row] = await this.#db.insert(affiliateGroups).values(group).onConflictDoNothing().returning();
    return row ?? null;
  }

  /** Returns all groups, by name, with the number of their affiliates. */
  listGroups(storefrontId: number | null) {
    return this.#db
      .select({
        id: affiliateGroups.id,
        name: affiliateGroups.name,
        storefront: storefronts.slug,
        affiliates: sql<number>`(SELECT count(*)::integer FROM affiliates WHERE group_id = ${affiliateGroups.id})`,
      })
      .from(affiliateGroups)
      .innerJoin(storefronts, eq(storefronts.id, affiliateGroups.storefrontId))
      .where(storefrontId === null ? undefined : eq(affiliateGroups.storefrontId, storefrontId))
      .orderBy(asc(affiliateGroups.name), asc(affiliateGroups.id));
  }

  /** Puts an affiliate into a group; null takes it out of its group. */
  async setGroup(affiliateId: number, groupId: number | null): Promise<void> {
    await this.#db.update(affiliates).set({ groupId }).where(eq(affiliates.id, affiliateId));
  }
}
