import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { readHubError } from '../hub-error.ts';
import { type ListView, trpc } from '../trpc.ts';
import type { ListName } from './view-props.ts';

type Change = Partial<Pick<ListView, 'name' | 'isShared' | 'search' | 'columns'>>;

/** Saves, shares and deletes views of a list. Each says what was done, or why not, and loads them anew. */
export function useViewActions(list: ListName) {
  const cache = trpc.useUtils();
  const { mutateAsync: create } = trpc.views.createView.useMutation();
  const { mutateAsync: update } = trpc.views.updateView.useMutation();
  const { mutateAsync: remove } = trpc.views.deleteView.useMutation();
  const { mutateAsync: choose } = trpc.views.chooseView.useMutation();
  const refresh = () => cache.views.listViews.invalidate({ list });

  /** Returns the result; undefined where the hub refused. */
  async function attempt<Result>(call: () => Promise<Result>, done: (result: Result) => string) {
    try {
      const result = await call();
      showSuccess(done(result));
      return result;
    } catch (error) {
      const { code, message } = readHubError(error);
      // The next attempt has the version that is there now.
      showFailure(
        code === 'not_found' ? 'Somebody has deleted this view.' : message,
        code === 'conflict' ? { title: 'Not saved' } : {},
      );
      return undefined;
    } finally {
      await refresh();
    }
  }

  return {
    /** Throws what the hub refuses, for the form that asks for the name. */
    create: async (view: { name: string; isShared: boolean } & Pick<ListView, 'search' | 'columns'>) => {
      const created = await create({ list, ...view });
      await refresh();
      showSuccess(`View “${created.name}” was saved.`);
      return created;
    },
    /** Throws what the hub refuses. */
    rename: async ({ id, version }: ListView, name: string) => {
      await update({ id, version, name });
      await refresh();
    },
    save: ({ id, version }: ListView, change: Change) =>
      attempt(
        () => update({ id, version, ...change }),
        ({ name }) => `View “${name}” was saved.`,
      ),
    share: ({ id, version }: ListView, isShared: boolean) =>
      attempt(
        () => update({ id, version, isShared }),
        ({ name }) =>
          isShared ? `The team can see “${name}” now.` : `Only its owner can see “${name}” now.`,
      ),
    remove: (view: ListView, onRemoved: () => void) =>
      confirm({
        title: `Delete the view “${view.name}”?`,
        body: view.isShared
          ? 'It disappears for the whole team. The rows that it shows stay.'
          : 'The rows that it shows stay.',
        confirm: 'Delete view',
        isDangerous: true,
        onConfirm: () => {
          const { id, version, name } = view;
          void attempt(
            () => remove({ id, version }),
            () => `View “${name}” was deleted.`,
          ).then((result) => {
            if (result !== undefined) onRemoved();
          });
        },
      }),
    openWith: (viewId: string | null) =>
      attempt(
        () => choose({ list, viewId }),
        () => (viewId === null ? 'The list now opens without a view.' : 'The list now opens with this view.'),
      ),
    chooseColumns: (columns: string[] | null) =>
      attempt(
        () => choose({ list, columns }),
        () => 'Columns were saved.',
      ),
  };
}
