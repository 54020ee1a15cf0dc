import { arrangeColumns, choosable } from '../../ui/column-choice.ts';
import { ColumnsDialog } from '../../ui/columns-dialog.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { useViewActions } from './use-view-actions.ts';
import type { ViewProps } from './view-props.ts';

interface ColumnsChoiceProps extends ViewProps {
  isOpen: boolean;
  /** All that the list has. */
  every: readonly Column<never>[];
  onClose: () => void;
}

/** The choice of columns. Without a view it is kept for the person; with one it changes the view, until that is saved. */
export function ColumnsChoice(props: ColumnsChoiceProps) {
  const { isOpen, list, view, shown, columns, every, go, onClose } = props;
  const { chooseColumns } = useViewActions(list);
  const others = choosable(every).map(({ name }) => name);
  const usual = arrangeColumns(
    every.map((column) => ({ ...column, isOff: false })),
    columns,
  ).map(({ name }) => name);
  const save = (chosen: string[] | null) => {
    onClose();
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
    <ColumnsDialog
      isOpen={isOpen}
      fixed={every.filter(({ card }) => card === 'title').map(({ name }) => name)}
      others={others}
      shown={usual}
      note={
        view === null
          ? 'Your choice is kept for this list, on all your devices.'
          : `To keep this choice, save the view “${view.name}” afterwards.`
      }
      onSave={save}
      onClose={onClose}
    />
  );
}
