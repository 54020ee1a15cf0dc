import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { arrangeColumns, choosable } from '../../ui/column-choice.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { useViewActions } from './use-view-actions.ts';
import type { ViewProps } from './view-bar.tsx';
import classes from './views.module.css';

const columnsDialog = onIntent(() => import('../../ui/columns-dialog.tsx'), 'ColumnsDialog');

/** Opens the choice of columns. Without a view it is kept for the person; with one it changes the view, until that is saved. */
export function ColumnsButton<Row>(props: ViewProps & { every: readonly Column<Row>[] }) {
  const { list, view, shown, columns, every, go } = props;
  const [isOpen, setOpen] = useState(false);
  const { chooseColumns } = useViewActions(list);
  const others = choosable(every).map(({ name }) => name);
  const usual = arrangeColumns(
    every.map((column) => ({ ...column, isOff: false })),
    columns,
  ).map(({ name }) => name);
  const save = (chosen: string[] | null) => {
    setOpen(false);
    const viewId = view?.id ?? (shown.columns === undefined ? undefined : 'none');
    const search = { ...shown.params, ...(viewId === undefined ? {} : { view: viewId }) };
    if (view !== null) {
      const all = choosable(every).filter(({ isExtra }) => isExtra !== true);
      return go({ ...search, columns: (chosen ?? all.map(({ name }) => name)).join() });
    }
    void chooseColumns(chosen);
    if (shown.columns !== undefined) go(search);
  };
  return (
    <>
      <button
        type="button"
        className={classes.columns}
        title="Columns"
        aria-label="Columns"
        {...columnsDialog.nearby}
        onClick={() => setOpen(true)}
      >
        <IconColumns3 size={17} stroke={1.7} aria-hidden />
      </button>
      <Late
        part={columnsDialog}
        isOpen={isOpen}
        fixed={every.filter(({ card }) => card === 'title').map(({ name }) => name)}
        others={others}
        shown={usual}
        note={
          view === null
            ? 'Your choice is kept for this list, on all your devices.'
            : `Save the view “${view.name}” afterwards to keep the choice.`
        }
        onSave={save}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
