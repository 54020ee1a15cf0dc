import { trpc } from '../../hub/trpc.ts';
import { undoable } from '../../hub/undoable.ts';

/** Puts partners into groups, and takes them out. Each change can be undone; booked commissions stay as they are. */
export function useGroupOf() {
  const cache = trpc.useUtils();
  const { mutateAsync, isPending } = trpc.commissions.setGroup.useMutation();
  return {
    isPending,
    /** `before`: the partner's group so far. Names of groups of the partner's storefront; null: none. */
    put: (partner: { id: number; name: string }, group: string | null, before: string | null) =>
      undoable({
        commit: () => mutateAsync({ id: partner.id, group }),
        done: () =>
          group === null
            ? `${partner.name} is in no group now.`
            : `${partner.name} is in the group ${group} now.`,
        undo: () => mutateAsync({ id: partner.id, group: before }),
        undone:
          before === null
            ? `${partner.name} is in no group again.`
            : `${partner.name} is in the group ${before} again.`,
        refresh: () => cache.commissions.invalidate(),
      }),
  };
}
