import { showFailure, showSuccess } from '../ui/toasts.ts';
import { readHubError } from './hub-error.ts';

/** What was done, and how it is undone. */
interface Undo<Result, Undone> {
  /** Says what was done: `Order 1042 is approved.` */
  done: (result: Result) => string;
  /** Makes the opposite change. Where the hub keeps versions, with that of the result, so that it refuses when somebody changed it since. */
  undo: (result: Result) => Promise<Undone>;
  /** Says that it is as it was before, or what it is now. */
  undone: string | ((undone: Undone) => string);
  /** Loads again what the pages show, after each of the two. */
  refresh: () => unknown;
  /** Whether there is anything to undo; unset: always. */
  isUndoable?: (result: Result) => boolean;
}

export interface UndoableChange<Result, Undone = unknown> extends Undo<Result, Undone> {
  /** Makes the change, at once: nothing is lost when the tab closes. */
  commit: () => Promise<Result>;
}

/** Makes a change and offers to undo it. Returns whether the change was made; says why where it was not. */
export async function undoable<Result, Undone = unknown>(
  change: UndoableChange<Result, Undone>,
): Promise<boolean> {
  try {
    offerUndo(await change.commit(), change);
    return true;
  } catch (error) {
    showFailure(readHubError(error).message);
    return false;
  } finally {
    void change.refresh();
  }
}

/** Says what was done, and offers to undo it. For forms, which show themselves why something was not done. */
export function offerUndo<Result, Undone = unknown>(result: Result, change: Undo<Result, Undone>): void {
  const action = { label: 'Undo', run: () => void undo(result, change) };
  showSuccess(change.done(result), change.isUndoable?.(result) === false ? {} : { action });
}

async function undo<Result, Undone>(result: Result, change: Undo<Result, Undone>): Promise<void> {
  try {
    const undone = await change.undo(result);
    showSuccess(typeof change.undone === 'string' ? change.undone : change.undone(undone));
  } catch (error) {
    const { code, message } = readHubError(error);
    const reason = code === 'conflict' ? `Somebody else has changed it since. ${message}` : message;
    showFailure(reason, { title: 'Not undone' });
  } finally {
    void change.refresh();
  }
}
