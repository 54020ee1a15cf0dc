import { IconPencil } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import classes from './edit-cell.module.css';
import type { EditRules, EditValue } from './edit-values.ts';
import { Late, onIntent } from './on-intent.tsx';

const editField = onIntent(() => import('./edit-field.tsx'), 'EditField');

interface EditCellProps {
  /** Names the field for screen readers: `Threshold of LAMP-1`. */
  label: string;
  value: EditValue;
  rules: EditRules;
  /**
   * Saves a value in place of the one that was seen. Throws `EditConflict` where that is no longer so, and any other error
   * with a message for the person.
   */
  save: (value: EditValue, seen: EditValue) => Promise<unknown>;
  /** Stays beside a button that begins the edit, such as a link; left out, the value itself is the button. */
  beside?: ReactNode;
}

/** One edit, from the opening of its field until it is saved or left. */
interface Edit {
  id: number;
  /** The value that it began with. */
  seen: EditValue;
  /** What is being saved; null while its field is open. */
  saving: { value: EditValue } | null;
}

/**
 * A value of a row that is changed where it stands. Enter saves, Escape leaves it, Tab saves and goes on to the next one.
 * The new value shows at once, and can be changed again while it is being saved; where somebody else was faster, the
 * person chooses between the two.
 */
export function EditCell(props: EditCellProps) {
  const { label, value, rules, save, beside } = props;
  /** Those that are being saved, and after them the one whose field is open. */
  const [edits, setEdits] = useState<readonly Edit[]>([]);
  const lastId = useRef(0);
  const lastSave = useRef<Promise<unknown>>(Promise.resolve());
  const button = useRef<HTMLButtonElement>(null);
  const newest = edits.at(-1);
  const saving = newest?.saving ?? null;
  const shown = saving === null ? value : saving.value;
  const isOpen = newest !== undefined && saving === null;
  const focus = () => requestAnimationFrame(() => button.current?.focus());

  const begin = () => {
    lastId.current += 1;
    const edit = { id: lastId.current, seen: shown, saving: null };
    setEdits((now) => (now.at(-1)?.saving === null ? now : [...now, edit]));
  };

  const saveInTurn = async (id: number, next: EditValue, seen: EditValue) => {
    setEdits((now) => now.map((edit) => (edit.id === id ? { ...edit, saving: { value: next } } : edit)));
    const turn = lastSave.current.then(() => save(next, seen));
    lastSave.current = turn;
    try {
      await turn;
    } catch (error) {
      lastSave.current = Promise.resolve();
      // The field comes back. What was to follow on a value that was refused goes.
      setEdits((now) =>
        now
          .filter((edit) => edit.id <= id)
          .map((edit) => (edit.id === id ? { ...edit, saving: null } : edit)),
      );
      throw error;
    }
  };

  return (
    <span className={beside === undefined ? undefined : classes.beside}>
      {isOpen ? null : beside}
      {isOpen ? null : (
        <button
          ref={button}
          type="button"
          className={beside === undefined ? classes.face : classes.pencil}
          data-edit-cell
          data-pending={saving !== null}
          aria-label={`${label}: ${rules.say(shown)}. Change it`}
          {...editField.nearby}
          onClick={begin}
        >
          {beside === undefined ? rules.say(shown) : <IconPencil size={14} aria-hidden />}
        </button>
      )}
      {edits.map(({ id, seen }) => (
        <Late
          key={id}
          part={editField}
          isOpen
          label={label}
          seen={seen}
          rules={rules}
          isWide={beside !== undefined}
          save={(next: EditValue, from: EditValue, isFocusKept: boolean) => {
            if (isFocusKept) focus();
            return saveInTurn(id, next, from);
          }}
          onClose={(isFocusKept = false) => {
            setEdits((now) => now.filter((edit) => edit.id !== id));
            if (isFocusKept) focus();
          }}
        />
      ))}
    </span>
  );
}
