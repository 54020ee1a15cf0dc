import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { isComposing } from './composing.ts';
import classes from './edit-cell.module.css';
import { EditConflict, type EditRules, type EditValue } from './edit-values.ts';

interface EditFieldProps {
  isOpen: boolean;
  label: string;
  /** The value when the edit began. */
  seen: EditValue;
  rules: EditRules;
  isWide: boolean;
  save: (value: EditValue, seen: EditValue, isFocusKept: boolean) => Promise<unknown>;
  onClose: (isFocusKept?: boolean) => void;
}

type Trouble =
  | { kind: 'problem'; problem: string }
  | { kind: 'conflict'; mine: EditValue; theirs: EditValue };

/** The field of one edit of an `EditCell`. It is hidden while it saves, and comes back when that is refused. */
export function EditField(props: EditFieldProps) {
  const { label, rules, isWide, save, onClose } = props;
  const [seen, setSeen] = useState(props.seen);
  const [text, setText] = useState(() => rules.toText(props.seen));
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const [isSaving, setSaving] = useState(false);
  const noteId = useId();
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const finish = async (value: EditValue, from: EditValue, isFocusKept: boolean) => {
    // The cell shows the new value meanwhile. Whoever wrote what is refused gets the field back.
    setSaving(true);
    try {
      await save(value, from, isFocusKept);
      onClose();
    } catch (error) {
      if (error instanceof EditConflict && error.theirs === value) return onClose();
      setTrouble(
        error instanceof EditConflict
          ? { kind: 'conflict', mine: value, theirs: error.theirs }
          : { kind: 'problem', problem: error instanceof Error ? error.message : String(error) },
      );
      setSaving(false);
      if (isFocusKept) requestAnimationFrame(() => input.current?.focus());
    }
  };

  /** Returns whether the text could be read. */
  const commit = (isFocusKept: boolean): boolean => {
    const read = rules.read(text);
    if (read.kind === 'problem') {
      setTrouble(read);
      return false;
    }
    if (read.value === seen) onClose(isFocusKept);
    else void finish(read.value, seen, isFocusKept);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      commit(true);
    }
    if (event.key !== 'Tab' || trouble?.kind === 'conflict') return;
    const next = nextCell(event.currentTarget, event.shiftKey ? -1 : 1);
    if (!commit(false)) event.preventDefault();
    else if (next !== null) {
      event.preventDefault();
      next.click();
    }
  };

  if (isSaving) return null;
  return (
    <span className={classes.edit} data-edit-cell>
      <input
        ref={input}
        className={classes.field}
        data-wide={isWide}
        aria-label={label}
        aria-invalid={trouble !== null}
        {...(trouble === null ? {} : { 'aria-describedby': noteId })}
        inputMode={rules.inputMode ?? 'text'}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setTrouble(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (trouble === null) commit(false);
        }}
      />
      {trouble === null ? null : (
        <Trouble
          id={noteId}
          trouble={trouble}
          say={rules.say}
          field={input}
          onKeep={() => onClose(true)}
          onOverwrite={(mine, theirs) => {
            setSeen(theirs);
            setTrouble(null);
            void finish(mine, theirs, true);
          }}
        />
      )}
    </span>
  );
}

/** Says what is wrong, in the browser's top layer, where no scrolling table cuts it off. */
function Trouble(props: {
  id: string;
  trouble: Trouble;
  say: EditRules['say'];
  field: RefObject<HTMLInputElement | null>;
  onKeep: () => void;
  onOverwrite: (mine: EditValue, theirs: EditValue) => void;
}) {
  const { id, trouble, say, field, onKeep, onOverwrite } = props;
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = panel.current;
    // A field that comes back with its trouble is there only now.
    const at = field.current?.getBoundingClientRect();
    if (box === null || at === undefined) return;
    box.showPopover();
    const { width, height } = box.getBoundingClientRect();
    const isBelow = at.bottom + 6 + height <= window.innerHeight;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
    box.style.top = `${isBelow ? at.bottom + 6 : at.top - 6 - height}px`;
  }, [field]);
  return (
    // A click here is none on the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps clicks from the row, which has its own link.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <div ref={panel} popover="manual" className={classes.panel} onClick={(event) => event.stopPropagation()}>
      <div id={id} role="alert">
        {trouble.kind === 'problem' ? (
          <p className={classes.problem}>{trouble.problem}</p>
        ) : (
          <p>
            Somebody else changed it. It is <b>{say(trouble.theirs)}</b> now, and you wrote{' '}
            <b>{say(trouble.mine)}</b>.
          </p>
        )}
      </div>
      {trouble.kind === 'problem' ? null : (
        <div className={classes.choices}>
          <button type="button" className={classes.choice} onClick={onKeep}>
            Keep {say(trouble.theirs)}
          </button>
          <button
            type="button"
            className={classes.choice}
            onClick={() => onOverwrite(trouble.mine, trouble.theirs)}
          >
            Overwrite with {say(trouble.mine)}
          </button>
        </div>
      )}
    </div>
  );
}

/** The cell after or before this one in its list; null at its ends. */
function nextCell(from: HTMLElement, by: -1 | 1): HTMLElement | null {
  const own = from.closest<HTMLElement>('[data-edit-cell]');
  const list = from.closest('table, ul');
  if (own === null || list === null) return null;
  const cells = [...list.querySelectorAll<HTMLElement>('[data-edit-cell]')];
  return cells[cells.indexOf(own) + by] ?? null;
}
