import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { ViewProps } from './view-props.ts';

const nameDialog = onIntent(() => import('./view-name-dialog.tsx'), 'ViewNameDialog');

/** Asks for the name of a new view, or another one for the view that shows. */
export function NameDialog(props: ViewProps & { asks: 'new' | 'rename' | null; onClose: () => void }) {
  const { list, view, shown, columns, go, asks } = props;
  return (
    <Late
      part={nameDialog}
      isOpen={asks !== null}
      list={list}
      renamed={asks === 'rename' ? view : null}
      content={{ search: shown.params, columns }}
      onCreated={(id: string) => go({ ...shown.params, view: id })}
      onClose={props.onClose}
    />
  );
}
