import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** The most alerts that one call takes. */
const AT_ONCE = 500;

/** Acknowledges, snoozes and reopens alerts, and shows the outcome of each call. */
export function useAlertActions(onDone?: () => void) {
  const cache = trpc.useUtils();
  const acknowledge = trpc.alerts.acknowledgeEpisodes.useMutation();
  const snooze = trpc.alerts.snoozeEpisodes.useMutation();
  const reopen = trpc.alerts.reopenEpisodes.useMutation();

  /** Returns whether the call succeeded. */
  async function run(
    ids: readonly string[],
    done: string,
    call: (ids: string[]) => Promise<{ episodes: readonly unknown[] }>,
  ): Promise<boolean> {
    try {
      let changed = 0;
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        changed += (await call(ids.slice(start, start + AT_ONCE))).episodes.length;
      }
      showSuccess(describeOutcome(ids.length, changed, done));
      onDone?.();
      return true;
    } catch (error) {
      showFailure(readHubError(error).message);
      return false;
    } finally {
      void cache.alerts.invalidate();
    }
  }

  const withNote = (note: string) => (note.trim() === '' ? {} : { note: note.trim() });
  return {
    isRunning: acknowledge.isPending || snooze.isPending || reopen.isPending,
    acknowledge: (ids: readonly string[], note: string) =>
      run(ids, 'acknowledged', (some) => acknowledge.mutateAsync({ ids: some, ...withNote(note) })),
    snooze: (ids: readonly string[], until: Date, note: string) =>
      run(ids, 'snoozed', (some) =>
        snooze.mutateAsync({ ids: some, until: until.toISOString(), ...withNote(note) }),
      ),
    reopen: (ids: readonly string[]) => run(ids, 'reopened', (some) => reopen.mutateAsync({ ids: some })),
  };
}

/** An alert that was resolved before the call does not change. */
function describeOutcome(asked: number, changed: number, done: string): string {
  const missed = asked - changed;
  if (changed === 0) return 'Nothing changed: the alerts were already resolved.';
  const what = `${changed} ${changed === 1 ? 'alert' : 'alerts'} ${done}.`;
  return missed === 0 ? what : `${what} ${missed} had already been resolved.`;
}
