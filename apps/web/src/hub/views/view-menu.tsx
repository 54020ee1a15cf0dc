import { IconChevronDown, IconLayoutList } from '@tabler/icons-react';
import { useState } from 'react';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { NameDialog } from './name-dialog.tsx';
import type { ViewProps } from './view-props.ts';
import classes from './views.module.css';

const viewItems = onIntent(() => import('./view-items.tsx'), 'ViewItems');

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
