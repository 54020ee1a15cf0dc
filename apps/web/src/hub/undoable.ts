import { showFailure, showSuccess } from '../ui/toasts.ts';
import { readHubError } from './hub-error.ts';

export interface UndoableChange<Result, Undone = unknown> {
  /** Makes the change, at once: nothing is lost when the tab closes. */
  commit: () => Promise<Result>;
  /** Says what was done: `Order 1042 is approved.` */
  done: (result: Result) => string;
  /** Makes the opposite change. Where the hub keeps versions, with that of the result, so that it refuses when somebody changed it since. */
  undo: (result: Result) => Promise<Undone>;
  /** Says that it is as it was before, or how much of it. */
  undone: string | ((undone: Undone) => string);
  /** Loads again what the pages show, after each of the two. */
  refresh: () => unknown;
}

/** Makes a change and offers to undo it. Returns whether the change was made; says why where it was not. */
export async function undoable<Result, Undone = unknown>(
  change: UndoableChange<Result, Undone>,
): Promise<boolean> {
  try {
    const result = await change.commit();
    showSuccess(change.done(result), { action: { label: 'Undo', run: () => void undo(change, result) } });
    return true;
  } catch (error) {
    showFailure(readHubError(error).message);
    return false;
  } finally {
    void change.refresh();
  }
}

async function undo<Result, Undone>(change: UndoableChange<Result, Undone>, result: Result): Promise<void> {
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
