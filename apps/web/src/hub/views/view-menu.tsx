import { IconChevronDown, IconLayoutList } from '@tabler/icons-react';
import { useState } from 'react';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { ListView } from '../trpc.ts';
import type { ListName } from './use-list-views.tsx';
import type { Params, Shown } from './view-state.ts';
import classes from './views.module.css';

const nameDialog = onIntent(() => import('./view-name-dialog.tsx'), 'ViewNameDialog');
const viewItems = onIntent(() => import('./view-items.tsx'), 'ViewItems');

/** What the parts of a list's views share. */
export interface ViewProps {
  list: ListName;
  /** The list without a view: `All products`. */
  all: string;
  views: readonly ListView[];
  /** The one that shows. */
  view: ListView | null;
  defaultId: string | null;
  shown: Shown;
  /** The chosen columns; null: the usual ones. */
  columns: string[] | null;
  go: (search: Params) => void;
  read: (search: Params) => object;
}

/** The view that shows, as a button whose menu has the others and what can be done with it. */
export function ViewMenu(props: ViewProps) {
  const { view, all } = props;
  const [asks, setAsks] = useState<'new' | 'rename' | null>(null);
  return (
    <span {...viewItems.nearby}>
      <RowMenu
        label={`View: ${view?.name ?? all}`}
        face={
          <>
            <IconLayoutList size={17} stroke={1.7} aria-hidden />
            <bdi className={classes.name}>{view?.name ?? all}</bdi>
            <IconChevronDown size={15} aria-hidden />
          </>
        }
        items={() => <Late part={viewItems} isOpen {...props} onAsk={setAsks} />}
      />
      <NameDialog {...props} asks={asks} onClose={() => setAsks(null)} />
    </span>
  );
}

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
