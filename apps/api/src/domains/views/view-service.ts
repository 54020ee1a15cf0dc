import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type ListView, type ViewChange, ViewDao } from '@dreamteamhub/db/views';
import { canonicalText } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { difference, type Fields, type PersonCaller } from '../../platform/caller.ts';
import { MOST_VIEWS, mayChange, maySee, refuseSharing } from './rules.ts';

/** A view as the API returns it. */
export interface ViewAnswer extends Omit<ListView, 'ownerId' | 'updatedAt'> {
  isMine: boolean;
  mayChange: boolean;
  updatedAt: string;
}

interface Choice {
  defaultId: string | null;
  columns: string[] | null;
}

/** What people keep of lists: filters, order and columns under a name. */
export class ViewService {
  readonly #db: Database;
  readonly #views: ViewDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#views = new ViewDao(deps.db);
  }

  async list(list: string, by: PersonCaller): Promise<Choice & { views: ViewAnswer[] }> {
    const [views, choice] = await Promise.all([
      this.#views.getViews(list, by.id),
      this.#views.getChoice(list, by.id),
    ]);
    return {
      views: views.map((view) => toAnswer(view, by)),
      defaultId: choice.viewId,
      columns: choice.columns,
    };
  }

  /** Throws `conflict` for a name that the person has given already, `forbidden` where an analyst would share it. */
  async create(
    input: {
      list: string;
      name: string;
      isShared: boolean;
      search: Record<string, string>;
      columns: string[] | null;
    },
    by: PersonCaller,
  ): Promise<ViewAnswer> {
    if (input.isShared) refuseSharing(by);
    const view = { ...input, name: canonicalText(input.name), ownerId: by.id };
    return this.#db.transaction(async (tx) => {
      const views = new ViewDao(tx);
      if ((await views.countViews(input.list, by.id)) >= MOST_VIEWS) {
        throw new AppError('conflict', `name: you have ${MOST_VIEWS} views of this list; delete one first`);
      }
      const id = await views.createView(view);
      if (id === null) throw nameTaken(view.name);
      await new AuditDao(tx).record(by, {
        action: 'views.createView',
        subject: { kind: 'view', id },
        // No name and no filter: the audit log cannot forget them.
        after: { list: view.list, isShared: view.isShared },
      });
      return readView(tx, id, by);
    });
  }

  /**
   * Changes the fields given. Throws `not_found`, `forbidden` for somebody else's view or sharing without the right, and
   * `conflict` for another version or a name that its owner has given already.
   */
  async update(
    {
      id,
      version,
      ...change
    }: { id: string; version: number } & { [Field in keyof ViewChange]: ViewChange[Field] | undefined },
    by: PersonCaller,
  ): Promise<ViewAnswer> {
    const given = Object.fromEntries(
      Object.entries({ ...change, name: readName(change.name) }).filter(([, value]) => value !== undefined),
    ) as ViewChange;
    return this.#db.transaction(async (tx) => {
      const views = new ViewDao(tx);
      const view = await lockForChange(tx, { id, version }, by);
      if (given.isShared === true && !view.isShared) refuseSharing(by);
      if (given.name !== undefined && (await views.isNameTaken(view, given.name)))
        throw nameTaken(given.name);
      const changed = difference<object>(view, given);
      if (changed === null) return readView(tx, id, by);
      await views.updateView(id, given);
      if (given.isShared === false) await views.forgetChoicesOfOthers(id, view.ownerId);
      await new AuditDao(tx).record(by, {
        action: 'views.updateView',
        subject: { kind: 'view', id },
        ...withoutWords(changed),
      });
      return readView(tx, id, by);
    });
  }

  /** Throws as {@link update} does. */
  async delete(known: { id: string; version: number }, by: PersonCaller): Promise<{ id: string }> {
    return this.#db.transaction(async (tx) => {
      const { list, isShared } = await lockForChange(tx, known, by);
      await new ViewDao(tx).deleteView(known.id);
      await new AuditDao(tx).record(by, {
        action: 'views.deleteView',
        subject: { kind: 'view', id: known.id },
        before: { list, isShared },
      });
      return { id: known.id };
    });
  }

  /** Says what a list opens with. Throws `not_found` for a view of another list, or that the person does not see. */
  async choose(
    {
      list,
      viewId,
      columns,
    }: { list: string; viewId?: string | null | undefined; columns?: string[] | null | undefined },
    by: PersonCaller,
  ): Promise<Choice> {
    if (viewId !== undefined && viewId !== null) {
      const view = await this.#views.getView(viewId);
      if (view === null || view.list !== list || !maySee(by, view)) throw unknownView(viewId);
    }
    await this.#views.choose(list, by.id, { viewId, columns });
    const choice = await this.#views.getChoice(list, by.id);
    return { defaultId: choice.viewId, columns: choice.columns };
  }
}

/** One spelling of a name, so that no two views look the same. */
const readName = (name: string | undefined) => (name === undefined ? undefined : canonicalText(name));

async function lockForChange(
  tx: Transaction,
  { id, version }: { id: string; version: number },
  by: PersonCaller,
) {
  const view = await new ViewDao(tx).lockView(id);
  if (view === null || !maySee(by, view)) throw unknownView(id);
  if (!mayChange(by, view)) {
    throw new AppError('forbidden', 'only its owner and operators change a shared view');
  }
  if (view.version !== version) {
    throw new AppError('conflict', 'version: somebody else changed this view since');
  }
  return view;
}

async function readView(tx: Transaction, id: string, by: PersonCaller): Promise<ViewAnswer> {
  const view = await new ViewDao(tx).getView(id);
  if (view === null) throw unknownView(id);
  return toAnswer(view, by);
}

function toAnswer({ ownerId, updatedAt, ...view }: ListView, by: PersonCaller): ViewAnswer {
  return {
    ...view,
    isMine: ownerId === by.id,
    mayChange: mayChange(by, { ownerId, isShared: view.isShared }),
    updatedAt: updatedAt.toISOString(),
  };
}

/** Keeps which fields changed, but not what people wrote into them: the audit log cannot forget it. */
function withoutWords({ before, after }: { before: Fields; after: Fields }): {
  before: Fields;
  after: Fields;
} {
  const hide = (fields: Fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, name === 'isShared' ? value : '…']),
    );
  return { before: hide(before), after: hide(after) };
}

function nameTaken(name: string): AppError {
  return new AppError('conflict', `name: there is a view "${name}" already`);
}

function unknownView(id: string): AppError {
  return new AppError('not_found', `there is no view ${id}`);
}
