import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** One call takes no more. */
const AT_ONCE = 500;

/** Acknowledges, snoozes and reopens alerts; each call tells what came of it. */
export function useAlertActions(onDone?: () => void) {
  const cache = trpc.useUtils();
  const acknowledge = trpc.alerts.acknowledgeEpisodes.useMutation();
  const snooze = trpc.alerts.snoozeEpisodes.useMutation();
  const reopen = trpc.alerts.reopenEpisodes.useMutation();

  /** Answers whether it went well. */
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
      showSuccess(sayOutcome(ids.length, changed, done));
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

/** Alerts that were resolved in the meantime are not changed any more. */
function sayOutcome(asked: number, changed: number, done: string): string {
  const missed = asked - changed;
  if (changed === 0) return 'Nothing was changed: resolved in the meantime.';
  const what = `${changed} ${changed === 1 ? 'alert' : 'alerts'} ${done}.`;
  return missed === 0 ? what : `${what} ${missed} had been resolved in the meantime.`;
}
