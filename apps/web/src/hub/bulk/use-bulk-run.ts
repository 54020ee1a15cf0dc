import { useCallback } from 'react';
import { type BulkChange, trpc } from '../trpc.ts';

/** Makes and undoes prepared changes of many rows, a few seconds at a time. `onProgress` hears of each step. */
export function useBulkRun() {
  const { mutateAsync: apply } = trpc.bulk.applyChange.useMutation();
  const { mutateAsync: undo } = trpc.bulk.undoChange.useMutation();
  return {
    apply: useCallback(
      (id: string, onProgress?: (change: BulkChange) => void) =>
        untilDone(() => apply({ id }), 'running', onProgress),
      [apply],
    ),
    undo: useCallback((id: string) => untilDone(() => undo({ id }), 'undoing'), [undo]),
  };
}

async function untilDone(
  call: () => Promise<BulkChange>,
  during: BulkChange['state'],
  onProgress?: (change: BulkChange) => void,
): Promise<BulkChange> {
  let change = await call();
  while (change.state === during) {
    onProgress?.(change);
    change = await call();
  }
  return change;
}
