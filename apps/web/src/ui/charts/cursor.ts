import { useSyncExternalStore } from 'react';

export interface CursorState {
  index: number | null;
  /** Moved by a key: then it is said as well as shown. */
  isByKey: boolean;
}

/** Which bucket is read. Outside of React's state, so that a move of the pointer draws the cursor and not the chart. */
export interface Cursor {
  get: () => CursorState;
  move: (index: number | null, isByKey?: boolean) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createCursor(): Cursor {
  let state: CursorState = { index: null, isByKey: false };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    move: (index, isByKey = false) => {
      if (index === state.index && isByKey === state.isByKey) return;
      state = { index, isByKey };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCursor(cursor: Cursor): CursorState {
  return useSyncExternalStore(cursor.subscribe, cursor.get, cursor.get);
}

/**
 * Returns where a key moves the cursor: arrows as the eye sees it, Home and End, Page keys by a tenth, Escape away.
 * Undefined for keys that are none of ours.
 */
export function moveByKey(
  key: string,
  { index, count, isRtl }: { index: number | null; count: number; isRtl: boolean },
): number | null | undefined {
  if (key === 'Escape') return index === null ? undefined : null;
  if (count === 0) return undefined;
  const last = count - 1;
  const page = Math.max(1, Math.round(count / 10));
  const forward = isRtl ? 'ArrowLeft' : 'ArrowRight';
  const back = isRtl ? 'ArrowRight' : 'ArrowLeft';
  const within = (to: number) => Math.min(last, Math.max(0, to));
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return last;
    case forward:
      return index === null ? 0 : within(index + 1);
    case back:
      return index === null ? last : within(index - 1);
    case 'PageDown':
      return within((index ?? 0) + page);
    case 'PageUp':
      return within((index ?? last) - page);
    default:
      return undefined;
  }
}
