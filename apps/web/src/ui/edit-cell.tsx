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

/**
 * A value of a row that is changed where it stands. Enter saves, Escape leaves it, Tab saves and goes on to the next one.
 * The new value shows at once; where somebody else was faster, the person chooses between the two.
 */
export function EditCell(props: EditCellProps) {
  const { label, value, rules, save, beside } = props;
  const [seen, setSeen] = useState<{ value: EditValue } | null>(null);
  /** What is being saved. */
  const [pending, setPending] = useState<{ value: EditValue } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const said = rules.say(pending === null ? value : pending.value);
  const focus = () => requestAnimationFrame(() => button.current?.focus());
  return (
    <span className={beside === undefined ? undefined : classes.beside}>
      {seen === null || pending !== null ? beside : null}
      {seen === null || pending !== null ? (
        <button
          ref={button}
          type="button"
          className={beside === undefined ? classes.face : classes.pencil}
          data-edit-cell
          data-pending={pending !== null}
          aria-label={`${label}: ${said}. Change it`}
          {...editField.nearby}
          onClick={() => setSeen(seen ?? { value })}
        >
          {beside === undefined ? said : <IconPencil size={14} aria-hidden />}
        </button>
      ) : null}
      <Late
        part={editField}
        isOpen={seen !== null}
        label={label}
        seen={seen}
        rules={rules}
        isWide={beside !== undefined}
        save={async (next: EditValue, from: EditValue, isFocusKept: boolean) => {
          setPending({ value: next });
          if (isFocusKept) focus();
          try {
            await save(next, from);
          } finally {
            setPending(null);
          }
        }}
        onClose={(isFocusKept = false) => {
          setSeen(null);
          if (isFocusKept) focus();
        }}
      />
    </span>
  );
}
