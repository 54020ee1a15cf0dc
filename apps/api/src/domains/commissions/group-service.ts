import type { Database, Executor, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { GroupDao, type GroupView } from '@dreamteamhub/db/commissions';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { groupKey } from './group-key.ts';

/** What an answer lists; the number of all is beside them. */
const MOST_MEMBERS = 1_000;
const MOST_NAME = 255;

type Reader = Pick<Caller, 'storefrontId'>;

/** Groups of affiliates, which rules treat alike. */
export class GroupService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Returns all groups, by name. */
  async list({ storefrontId }: Reader): Promise<{ groups: GroupView[] }> {
    return { groups: await new GroupDao(this.#db).listGroups({ storefrontId }) };
  }

  /** Returns a group with its affiliates. Throws `not_found`. */
  async get(id: number, by: Reader) {
    const group = await findGroup(this.#db, id, by);
    return { ...group, members: await new GroupDao(this.#db).getMembers(id, MOST_MEMBERS) };
  }

  /** Throws `conflict` for a name that a group of the storefront has, in whatever case. */
  create(input: { name: string; storefront?: string | undefined }, by: Caller): Promise<GroupView> {
    return this.#db.transaction(async (tx) => {
      const { id: storefrontId, slug: storefront } = await findStorefront(tx, input.storefront, by);
      const names = namesOf(input.name);
      await takeName(tx, { storefrontId, nameKey: names.nameKey, id: null });
      const row = await new GroupDao(tx).createGroup({ storefrontId, ...names });
      if (row === null) throw new Error('the name of a group was taken in spite of its lock');
      await new AuditDao(tx).record(by, {
        action: 'commissions.createGroup',
        subject: { kind: 'affiliateGroup', id: row.id },
        after: { name: row.name, storefrontId },
      });
      return { id: row.id, name: row.name, storefront, affiliates: 0 };
    });
  }

  /** Throws `not_found`, and `conflict` for a name that another group of the storefront has, in whatever case. */
  rename({ id, name }: { id: number; name: string }, by: Caller): Promise<GroupView> {
    return this.#db.transaction(async (tx) => {
      const groups = new GroupDao(tx);
      const row = await groups.getGroup(id);
      if (row === null || (by.storefrontId ?? row.storefrontId) !== row.storefrontId) throw unknownGroup(id);
      const names = namesOf(name);
      await takeName(tx, { storefrontId: row.storefrontId, nameKey: names.nameKey, id });
      const before = await groups.getGroup(id);
      if (before !== null && before.name !== names.name) {
        await groups.renameGroup(id, names);
        await new AuditDao(tx).record(by, {
          action: 'commissions.renameGroup',
          subject: { kind: 'affiliateGroup', id },
          before: { name: before.name },
          after: { name: names.name },
        });
      }
      return findGroup(tx, id, by);
    });
  }

  /** Puts an affiliate into a group of its storefront, or (null) takes it out. Throws `not_found` and `bad_request`. */
  put(
    { id, group: name }: { id: number; group: string | null },
    by: Caller,
  ): Promise<{ id: number; group: string | null }> {
    return this.#db.transaction(async (tx) => {
      const affiliate = await new AffiliateDao(tx).lockAffiliate(id);
      if (affiliate === null || (by.storefrontId ?? affiliate.storefrontId) !== affiliate.storefrontId) {
        throw new AppError('not_found', `there is no affiliate with id ${id}`);
      }
      const groups = new GroupDao(tx);
      const group =
        name === null ? null : await groups.getGroupByName(affiliate.storefrontId, groupKey(name));
      if (name !== null && group === null) {
        throw badField('group', `the affiliate’s storefront has no group "${name}"`);
      }
      if (affiliate.groupId !== (group?.id ?? null)) {
        await groups.setGroup(id, group?.id ?? null);
        await new AuditDao(tx).record(by, {
          action: 'commissions.setGroup',
          subject: { kind: 'affiliate', id },
          before: { groupId: affiliate.groupId },
          after: { groupId: group?.id ?? null },
        });
      }
      return { id, group: group?.name ?? null };
    });
  }
}

function namesOf(text: string): { name: string; nameKey: string } {
  const nameKey = groupKey(text);
  if (nameKey === '') throw badField('name', 'must not be empty');
  // Some letters have lower-case forms of several.
  if (nameKey.length > MOST_NAME)
    throw badField('name', `must have at most ${MOST_NAME} characters in lower case`);
  return { name: text.trim(), nameKey };
}

/** Throws `conflict` when another group of the storefront has the name; until the transaction ends, nobody else takes it. */
async function takeName(
  tx: Transaction,
  { storefrontId, nameKey, id }: { storefrontId: number; nameKey: string; id: number | null },
): Promise<void> {
  const groups = new GroupDao(tx);
  await groups.lockNames(storefrontId);
  const taken = await groups.getGroupByName(storefrontId, nameKey);
  if (taken === null || taken.id === id) return;
  throw new AppError('conflict', `name: the group "${taken.name}" (${taken.id}) has this name`, {
    details: { groupId: taken.id },
  });
}

async function findGroup(db: Executor, id: number, { storefrontId }: Reader): Promise<GroupView> {
  const [group] = await new GroupDao(db).listGroups({ storefrontId, id });
  if (group === undefined) throw unknownGroup(id);
  return group;
}

function unknownGroup(id: number): AppError {
  return new AppError('not_found', `there is no group with id ${id}`);
}
