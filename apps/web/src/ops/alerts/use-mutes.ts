import { type Mute, type MuteKind, trpc } from '../../hub/trpc.ts';
import { offerUndo, undoable } from '../../hub/undoable.ts';
import { formatTime } from '../../ui/format-time.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { describeMuted } from './mute-rules.ts';

interface NewMute {
  kind: MuteKind;
  value: string;
  until: Date | null;
  note: string;
}

/** Mutes, changes and lifts; each can be undone, unless somebody else has changed it since. */
export function useMutes() {
  const cache = trpc.useUtils();
  const zone = useTimeZone();
  const create = trpc.alerts.createMute.useMutation();
  const update = trpc.alerts.updateMute.useMutation();
  const lift = trpc.alerts.liftMute.useMutation();
  const refresh = () => cache.alerts.invalidate();

  const isMuted = (mute: Pick<Mute, 'kind' | 'value' | 'until'>) => {
    const verb = mute.kind === 'sku' ? 'is' : 'are';
    const end =
      mute.until === null ? 'until somebody ends that' : `until ${formatTime(mute.until, { zone })}`;
    return capitalized(`${describeMuted(mute)} ${verb} muted ${end}.`, mute.kind);
  };

  const createdOf = ({ kind, value, until, note }: NewMute) =>
    create.mutateAsync({
      ...{ kind, value, until: until?.toISOString() ?? null },
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
  const ofCreated = {
    done: isMuted,
    undo: (mute: Mute & { created: boolean }) =>
      // What was muted in the same way before stays so.
      mute.created ? lift.mutateAsync({ id: mute.id, expectedUntil: mute.until }) : Promise.resolve(mute),
    undone: (mute: Pick<Mute, 'kind' | 'value'>) => `The mute of ${describeMuted(mute)} has ended.`,
    refresh,
  };

  return {
    isRunning: create.isPending || update.isPending || lift.isPending,

    /** Mutes, and says why it could not. */
    mute: (mute: NewMute) => undoable({ commit: () => createdOf(mute), ...ofCreated }),

    /** As `mute`, for a form that shows itself why it could not. */
    muteOrThrow: async (mute: NewMute) => {
      const made = await createdOf(mute);
      offerUndo(made, ofCreated);
      void refresh();
    },

    /** Changes the end and the note; throws. */
    changeOrThrow: async (before: Mute, change: { until: Date | null; note: string }) => {
      const expected = { until: before.until, note: before.note };
      const until = change.until?.toISOString() ?? null;
      const changed = await update.mutateAsync({
        id: before.id,
        until,
        note: change.note.trim() || null,
        expected,
      });
      offerUndo(changed, {
        done: isMuted,
        undo: ({ id, until: set, note }) =>
          update.mutateAsync({ id, ...expected, expected: { until: set, note } }),
        undone: isMuted,
        refresh,
      });
      void refresh();
    },

    /** Lifts a mute; Undo mutes the same again. */
    lift: (mute: Mute) =>
      undoable({
        commit: () => lift.mutateAsync({ id: mute.id, expectedUntil: mute.until }),
        done: () => `The mute of ${describeMuted(mute)} has ended. The next scan announces what is low.`,
        undo: ({ kind, value, until, note }) =>
          create.mutateAsync({ kind, value, until, ...(note === null ? {} : { note }) }),
        undone: isMuted,
        refresh,
      }),
  };
}

/** A SKU stays as it is written. */
function capitalized(sentence: string, kind: MuteKind): string {
  return kind === 'sku' ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
