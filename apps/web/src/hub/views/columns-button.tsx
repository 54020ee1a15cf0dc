import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { Column } from '../../ui/table-columns.ts';
import type { ViewProps } from './view-props.ts';
import classes from './views.module.css';

const columnsChoice = onIntent(() => import('./columns-choice.tsx'), 'ColumnsChoice');

/** Opens the choice of columns. */
export function ColumnsButton(props: ViewProps & { every: readonly Column<never>[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={classes.columns}
        title="Columns"
        aria-label="Columns"
        {...columnsChoice.nearby}
        onClick={() => setOpen(true)}
      >
        <IconColumns3 size={17} stroke={1.7} aria-hidden />
      </button>
      <Late part={columnsChoice} isOpen={isOpen} {...props} onClose={() => setOpen(false)} />
    </>
  );
}
