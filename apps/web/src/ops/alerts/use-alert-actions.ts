import { describeUndone } from '../../hub/bulk/bulk-words.ts';
import { useBulkRun } from '../../hub/bulk/use-bulk-run.ts';
import { type Episode, trpc } from '../../hub/trpc.ts';
import { undoable } from '../../hub/undoable.ts';
import { type AlertTarget, isOpen } from './alert-rules.ts';
import { describeOutcome, type Outcome } from './alert-words.ts';

/** The most alerts that one call takes by their ids. */
const AT_ONCE = 500;

type Meant = { ids: string[] } | { filter: Extract<AlertTarget, { kind: 'all' }>['filter']; asOf: string };
type Called = Outcome & { episodes: readonly Episode[]; changeId: string | null };
/** What all calls did together, and what the hub knows the changes of many alerts by. */
type Changed = Outcome & { episodes: readonly Episode[]; changeIds: readonly string[] };

const NOUN = { one: 'alert', many: 'alerts' };

/** Acknowledges, snoozes and reopens alerts, says what came of it, and offers to undo it where that is possible. */
export function useAlertActions(onDone?: () => void) {
  const cache = trpc.useUtils();
  const acknowledge = trpc.alerts.acknowledgeEpisodes.useMutation();
  const snooze = trpc.alerts.snoozeEpisodes.useMutation();
  const reopen = trpc.alerts.reopenEpisodes.useMutation();
  const bulk = useBulkRun();
  const refresh = () => {
    onDone?.();
    void cache.bulk.invalidate();
    return cache.alerts.invalidate();
  };

  /** Returns whether the call succeeded. */
  function run(target: AlertTarget, done: string, call: (meant: Meant) => Promise<Called>) {
    const commit = () => callOn(target, call);
    const words = (result: Changed) => describeOutcome(result, done);
    const isOne = target.kind === 'some' && target.ids.length === 1;
    if (!isOne) {
      return undoable({
        ...{ commit, done: words, refresh, isUndoable: ({ changeIds }: Changed) => changeIds.length > 0 },
        undo: ({ changeIds }: Changed) => undoMany(changeIds),
        undone: (undone) => describeUndone(undone, NOUN),
      });
    }
    return undoable({
      ...{
        commit,
        done: words,
        refresh,
        isUndoable: ({ applied }: Changed) => applied > 0 && done !== 'reopened' && isOpen(target),
      },
      undo: async ({ episodes }: Changed) => {
        const ids = (await stillAs(episodes)).map(({ id }) => id);
        return ids.length === 0 ? 0 : (await reopen.mutateAsync({ ids })).applied;
      },
      undone: (reopened) =>
        reopened === 0
          ? 'Nothing was undone. 1 changed since, and stays as it is.'
          : '1 alert is open again.',
    });
  }

  /** The hub gives each alert back what it had before, unless somebody has changed it since. */
  async function undoMany(changeIds: readonly string[]) {
    const sum = { undone: 0, changedBy: [] as string[] };
    let kept = 0;
    for (const id of changeIds) {
      const change = await bulk.undo(id);
      sum.undone += change.undone;
      sum.changedBy.push(...change.changedBy.filter((name) => !sum.changedBy.includes(name)));
      kept += change.left.find(({ reason }) => reason === 'kept')?.count ?? 0;
    }
    return { ...sum, left: [{ reason: 'kept' as const, count: kept, names: [] }] };
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
      run(target, 'acknowledged', (meant) => acknowledge.mutateAsync({ ...meant, ...withNote(note) })),
    snooze: (target: AlertTarget, until: Date, note: string) =>
      run(target, 'snoozed', (meant) =>
        snooze.mutateAsync({ ...meant, until: until.toISOString(), ...withNote(note) }),
      ),
    reopen: (target: AlertTarget) => run(target, 'reopened', (meant) => reopen.mutateAsync(meant)),
  };
}

/** One call for all that match; as many as it takes for ids. Returns what they did together. */
async function callOn(target: AlertTarget, call: (meant: Meant) => Promise<Called>): Promise<Changed> {
  if (target.kind === 'all') {
    const { changeId, ...all } = await call({ filter: target.filter, asOf: target.asOf });
    return { ...all, changeIds: changeId === null ? [] : [changeId] };
  }
  const sum = { applied: 0, left: { unchanged: 0, resolved: 0, unknown: 0 } };
  const episodes: Episode[] = [];
  const changeIds: string[] = [];
  // Alike: the hub keeps no change of a call for one alert.
  const size = Math.ceil(target.ids.length / Math.ceil(target.ids.length / AT_ONCE));
  for (let start = 0; start < target.ids.length; start += size) {
    const part = await call({ ids: target.ids.slice(start, start + size) });
    episodes.push(...part.episodes);
    if (part.changeId !== null) changeIds.push(part.changeId);
    sum.applied += part.applied;
    sum.left.unchanged += part.left.unchanged;
    sum.left.resolved += part.left.resolved;
    sum.left.unknown += part.left.unknown;
  }
  return { ...sum, episodes, changeIds };
}
