import { useMemo, useRef } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { offerUndo } from '../../hub/undoable.ts';
import { EditConflict, type EditValue } from '../../ui/edit-values.ts';

/** Saves a field of a partner in place of the value that was seen; of the commission, in basis points. */
export type EditAffiliate = (
  affiliate: Affiliate,
  field: 'name' | 'commissionBps',
  values: { value: EditValue; seen: EditValue },
) => Promise<void>;

/**
 * Returns a function that saves a field of a partner; each can be undone. It stays the same function, so that columns made
 * with it need not be drawn again. Throws `EditConflict` where somebody else was faster.
 */
export function useAffiliateEdits(): EditAffiliate {
  const cache = trpc.useUtils();
  const { mutateAsync: update } = trpc.affiliates.updateAffiliate.useMutation();
  const refresh = (changed?: Affiliate) => {
    if (changed !== undefined) cache.affiliates.getAffiliate.setData({ id: changed.id }, changed);
    void cache.ops.getOverview.invalidate();
    return cache.affiliates.listAffiliates.invalidate();
  };
  const save: EditAffiliate = async ({ id, name }, field, { value, seen }) => {
    try {
      const saved = await update({ id, [field]: value, expected: { [field]: seen } });
      offerUndo(saved, {
        done: () => `${saved.name} was saved.`,
        undo: () => update({ id, [field]: seen, expected: { [field]: value } }),
        undone: `${name} is as it was before.`,
        refresh: () => refresh(),
      });
      await refresh(saved);
    } catch (error) {
      const { code, message } = readHubError(error);
      const now =
        code === 'conflict'
          ? await cache.affiliates.getAffiliate.fetch({ id }, { staleTime: 0 }).catch(() => null)
          : null;
      if (now !== null && now[field] !== seen) throw new EditConflict(now[field]);
      throw new Error(message, { cause: error });
    }
  };
  const latest = useRef(save);
  latest.current = save;
  return useMemo(() => (affiliate, field, values) => latest.current(affiliate, field, values), []);
}
