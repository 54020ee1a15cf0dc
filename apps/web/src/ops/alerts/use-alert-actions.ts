import { readHubError } from '../../hub/hub-error.ts';
import { type Episode, trpc } from '../../hub/trpc.ts';
import { undoable } from '../../hub/undoable.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { type AlertTarget, isUndoable } from './alert-rules.ts';
import { describeOutcome, type Outcome } from './alert-words.ts';

/** The most alerts that one call takes by their ids. */
const AT_ONCE = 500;

type Meant = { ids: string[] } | { filter: Extract<AlertTarget, { kind: 'all' }>['filter']; asOf: string };
type Changed = Outcome & { episodes: readonly Episode[] };

/** Acknowledges, snoozes and reopens alerts, says what came of it, and offers to undo it where that is possible. */
export function useAlertActions(onDone?: () => void) {
  const cache = trpc.useUtils();
  const acknowledge = trpc.alerts.acknowledgeEpisodes.useMutation();
  const snooze = trpc.alerts.snoozeEpisodes.useMutation();
  const reopen = trpc.alerts.reopenEpisodes.useMutation();
  const refresh = () => {
    onDone?.();
    return cache.alerts.invalidate();
  };

  /** Returns whether the call succeeded. */
  async function run(target: AlertTarget, done: string, call: (meant: Meant) => Promise<Changed>) {
    try {
      showSuccess(describeOutcome(await callOn(target, call), done));
      return true;
    } catch (error) {
      showFailure(readHubError(error).message);
      return false;
    } finally {
      void refresh();
    }
  }

  /** As {@link run}, for what reopening takes back. */
  function runUndoable(target: AlertTarget, done: string, call: (meant: Meant) => Promise<Changed>) {
    if (!isUndoable(target)) return run(target, done, call);
    return undoable({
      commit: () => callOn(target, call),
      done: (result) => describeOutcome(result, done),
      undo: async ({ episodes }) => {
        const untouched = await stillAs(episodes);
        const ids = untouched.map(({ id }) => id);
        const applied = ids.length === 0 ? 0 : (await reopen.mutateAsync({ ids })).applied;
        return { applied, touched: episodes.length - applied };
      },
      undone: ({ applied, touched }) =>
        [
          applied === 0
            ? 'Nothing was undone.'
            : `${applied === 1 ? '1 alert is' : `${applied} alerts are`} open again.`,
          touched === 0
            ? ''
            : ` ${touched} changed since, and ${touched === 1 ? 'stays as it is' : 'stay as they are'}.`,
        ].join(''),
      refresh,
    });
  }

  /** Those of the alerts that nobody has touched since: what somebody else said of them stays. */
  async function stillAs(episodes: readonly Episode[]): Promise<Episode[]> {
    const now = await Promise.all(
      episodes.map(({ id }) => cache.alerts.getEpisode.fetch({ id }, { staleTime: 0 })),
    );
    return episodes.filter((before, place) => {
      const after = now[place]?.episode;
      return (
        after?.status === before.status &&
        after.acknowledgedAt === before.acknowledgedAt &&
        after.snoozedUntil === before.snoozedUntil
      );
    });
  }

  const withNote = (note: string) => (note.trim() === '' ? {} : { note: note.trim() });
  return {
    isRunning: acknowledge.isPending || snooze.isPending || reopen.isPending,
    acknowledge: (target: AlertTarget, note: string) =>
      runUndoable(target, 'acknowledged', (meant) =>
        acknowledge.mutateAsync({ ...meant, ...withNote(note) }),
      ),
    snooze: (target: AlertTarget, until: Date, note: string) =>
      runUndoable(target, 'snoozed', (meant) =>
        snooze.mutateAsync({ ...meant, until: until.toISOString(), ...withNote(note) }),
      ),
    reopen: (target: AlertTarget) => run(target, 'reopened', (meant) => reopen.mutateAsync(meant)),
  };
}

/** One call for all that match; as many as it takes for ids. Returns what they did together. */
async function callOn(target: AlertTarget, call: (meant: Meant) => Promise<Changed>): Promise<Changed> {
  if (target.kind === 'all') return call({ filter: target.filter, asOf: target.asOf });
  const sum = { applied: 0, left: { unchanged: 0, resolved: 0, unknown: 0 } };
  const episodes: Episode[] = [];
  for (let start = 0; start < target.ids.length; start += AT_ONCE) {
    const part = await call({ ids: target.ids.slice(start, start + AT_ONCE) });
    episodes.push(...part.episodes);
    sum.applied += part.applied;
    sum.left.unchanged += part.left.unchanged;
    sum.left.resolved += part.left.resolved;
    sum.left.unknown += part.left.unknown;
  }
  return { ...sum, episodes };
}
