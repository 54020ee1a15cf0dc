import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useId, useRef, useState } from 'react';
import { FormError } from '../../ui/form-footer.tsx';
import { formatCount, formatMoney } from '../../ui/format-number.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { readHubError } from '../hub-error.ts';
import type { BulkChange } from '../trpc.ts';
import classes from './bulk-dialog.module.css';
import { countOf, describeDone, describeLeft, describeUndone, fellShort, type Noun } from './bulk-words.ts';
import { useBulkPreview } from './use-bulk-preview.ts';
import { useBulkRun } from './use-bulk-run.ts';

type Json = BulkChange['first'][number]['before'];

export interface BulkWords {
  noun: Noun;
  /** How a value of the change is said. */
  say: (value: Json) => string;
  /** What the button does: `Approve`. */
  verb: string;
  /** After the number of rows: `have the threshold 20`. */
  done: (count: number) => string;
}

interface BulkDialogProps<Asked> {
  title: string;
  /** What the change means, and whether it can be taken back. */
  note?: ReactNode;
  /** The fields of the change. */
  fields?: ReactNode;
  /** The rows and the change; null while the fields are not complete. */
  asked: Asked | null;
  prepare: (asked: Asked & { id: string }) => Promise<BulkChange>;
  words: BulkWords;
  isDangerous?: boolean;
  onClose: () => void;
  /** Rows have changed: loads them again. */
  onChanged: () => unknown;
  /** The change was made, and the person has seen what came of it. */
  onDone: () => void;
}

/**
 * Asks for a change of many rows, shows what it would do, makes it, and offers to undo it. Where rows changed meanwhile, it
 * stays and says which.
 */
export function BulkDialog<Asked extends object>(props: BulkDialogProps<Asked>) {
  const { words, onClose } = props;
  const preview = useBulkPreview(props.asked, props.prepare);
  const run = useRun(props);
  const change = preview.kind === 'ready' ? preview.change : null;
  const form = useId();
  return (
    <Modal opened onClose={run.close} title={props.title} closeOnClickOutside={!run.isRunning}>
      {run.result !== null ? (
        <Result change={run.result} words={words} onUndo={run.undo} onClose={run.close} />
      ) : (
        <form
          id={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (change !== null && change.open > 0) void run.start(change);
          }}
        >
          <Stack gap="md">
            {props.note === undefined ? null : (
              <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                {props.note}
              </Text>
            )}
            {props.fields}
            <section className={classes.preview} aria-label="What will change" aria-live="polite">
              {preview.kind === 'none' ? (
                <p className={classes.quiet}>You see here what will change before anything changes.</p>
              ) : preview.kind === 'loading' ? (
                <p className={classes.quiet}>Checking what will change…</p>
              ) : preview.kind === 'failed' ? (
                <FormError message={preview.message} />
              ) : (
                <PreviewOf change={preview.change} words={words} />
              )}
            </section>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose} disabled={run.isRunning}>
                Cancel
              </Button>
              <Button
                type="submit"
                aria-busy={run.isRunning}
                disabled={change === null || change.open === 0 || run.isRunning}
                {...(props.isDangerous === true ? { color: 'red' } : {})}
                {...(props.fields === undefined && props.isDangerous !== true
                  ? { 'data-autofocus': true }
                  : {})}
              >
                {run.progress !== null
                  ? `${formatCount(run.progress.applied)} of ${formatCount(run.promised)}`
                  : run.isRunning
                    ? 'One moment…'
                    : change === null || change.open === 0
                      ? words.verb
                      : `${words.verb} ${countOf(change.open, words.noun)}`}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function PreviewOf({ change, words }: { change: BulkChange; words: BulkWords }) {
  const { open, first, left, sums } = change;
  const others = open - first.length;
  return (
    <>
      <p className={classes.headline}>
        {open === 0
          ? `No ${words.noun.one} changes`
          : `${countOf(open, words.noun)} ${open === 1 ? 'changes' : 'change'}`}
        {sums.map(({ currency, commission }) => (
          <span key={currency}> · {formatMoney(commission, currency)} commission</span>
        ))}
      </p>
      {open === 0 ? null : (
        <ul className={classes.rows}>
          {first.map(({ name, before, after }) => (
            <li key={name} className={classes.row}>
              <bdi className={classes.name} title={name}>
                {name}
              </bdi>
              <span>
                <span className={classes.quiet}>{words.say(before)} → </span>
                {words.say(after)}
              </span>
            </li>
          ))}
          {others > 0 ? <li className={classes.quiet}>and {formatCount(others)} more</li> : null}
        </ul>
      )}
      <Left left={left} />
    </>
  );
}

function Left({ left }: Pick<BulkChange, 'left'>) {
  if (left.length === 0) return null;
  return (
    <ul className={classes.left}>
      {left.map((reason) => (
        <li key={reason.reason}>{describeLeft(reason)}</li>
      ))}
    </ul>
  );
}

/** What came of it where that is less than was promised. */
function Result(props: { change: BulkChange; words: BulkWords; onUndo: () => void; onClose: () => void }) {
  const { change, words } = props;
  return (
    <Stack gap="md">
      <section className={classes.preview} aria-label="What has changed" role="status">
        <p className={classes.headline}>{describeDone(change, words)}</p>
        <Left left={change.left} />
      </section>
      <Group justify="flex-end" gap="xs">
        {change.canUndo ? (
          <Button variant="default" onClick={props.onUndo}>
            Undo
          </Button>
        ) : null}
        <Button data-autofocus onClick={props.onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

function useRun<Asked>({ words, onClose, onChanged, onDone }: BulkDialogProps<Asked>) {
  const { apply, undo } = useBulkRun();
  const [isRunning, setRunning] = useState(false);
  const [progress, setProgress] = useState<BulkChange | null>(null);
  const [result, setResult] = useState<BulkChange | null>(null);
  const promised = useRef(0);

  const undoIt = async (id: string) => {
    try {
      showSuccess(describeUndone(await undo(id), words.noun));
    } catch (error) {
      showFailure(readHubError(error).message, { title: 'Not undone' });
    } finally {
      void onChanged();
    }
  };

  const finish = () => {
    onClose();
    onDone();
  };

  const start = async (prepared: BulkChange) => {
    setRunning(true);
    promised.current = prepared.open;
    try {
      const change = await apply(prepared.id, setProgress);
      if (fellShort(change, prepared.open)) return setResult(change);
      const action = { label: 'Undo', run: () => void undoIt(change.id) };
      showSuccess(describeDone(change, words), change.canUndo ? { action } : {});
      finish();
    } catch (error) {
      showFailure(readHubError(error).message);
    } finally {
      setRunning(false);
      setProgress(null);
      void onChanged();
    }
  };

  return {
    isRunning,
    progress,
    promised: promised.current,
    result,
    start,
    /** What was made stays made: the rows that it was made of are no longer selected. */
    close: result === null ? onClose : finish,
    undo: () => {
      finish();
      if (result !== null) void undoIt(result.id);
    },
  };
}
