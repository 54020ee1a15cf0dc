import {
  IconCheck,
  IconChevronDown,
  IconLayoutList,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconPlus,
  IconTrash,
  IconUsers,
  IconUsersMinus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { MenuChoice, MenuDivider, MenuItem, MenuNote } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { useMay } from '../session.ts';
import type { ListView } from '../trpc.ts';
import type { ListName } from './use-list-views.tsx';
import { useViewActions } from './use-view-actions.ts';
import { type Params, type Shown, understood } from './view-state.ts';
import classes from './views.module.css';

const nameDialog = onIntent(() => import('./view-name-dialog.tsx'), 'ViewNameDialog');

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
    <>
      <RowMenu
        label={`View: ${view?.name ?? all}`}
        face={
          <>
            <IconLayoutList size={17} stroke={1.7} aria-hidden />
            <bdi className={classes.name}>{view?.name ?? all}</bdi>
            <IconChevronDown size={15} aria-hidden />
          </>
        }
        items={() => <Items {...props} onAsk={setAsks} />}
      />
      <NameDialog {...props} asks={asks} onClose={() => setAsks(null)} />
    </>
  );
}

function Items(props: ViewProps & { onAsk: (asks: 'new' | 'rename') => void }) {
  const { all, views, view, go, read } = props;
  const own = views.filter(({ isMine }) => isMine);
  const others = views.filter(({ isMine }) => !isMine);
  const mark = <IconCheck size={16} aria-hidden />;
  const choice = (one: ListView) => (
    <MenuChoice
      key={one.id}
      icon={
        one.isShared ? <IconUsers size={16} aria-label="Shared" /> : <IconLayoutList size={16} aria-hidden />
      }
      isChosen={one.id === view?.id}
      mark={mark}
      onSelect={() => go({ ...understood(one, read).params, view: one.id })}
    >
      <bdi>{one.name}</bdi>
    </MenuChoice>
  );
  return (
    <>
      <MenuChoice
        icon={<IconLayoutList size={16} aria-hidden />}
        isChosen={view === null}
        mark={mark}
        onSelect={() => go({ view: 'none' })}
      >
        {all}
      </MenuChoice>
      {own.length === 0 ? null : <MenuNote>Your views</MenuNote>}
      {own.map(choice)}
      {others.length === 0 ? null : <MenuNote>Of the team</MenuNote>}
      {others.map(choice)}
      <MenuDivider />
      <Actions {...props} />
    </>
  );
}

function Actions(props: ViewProps & { onAsk: (asks: 'new' | 'rename') => void }) {
  const { list, view, defaultId, shown, go, onAsk } = props;
  const actions = useViewActions(list);
  const mayShare = useMay('operator');
  const isDefault = (view?.id ?? null) === defaultId;
  return (
    <>
      <MenuItem icon={<IconPlus size={16} aria-hidden />} onSelect={() => onAsk('new')}>
        Save as a new view…
      </MenuItem>
      {isDefault ? null : (
        <MenuItem
          icon={view === null ? <IconPinnedOff size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
          onSelect={() => void actions.openWith(view?.id ?? null)}
        >
          {view === null ? 'Open the list without a view' : 'Open the list with this view'}
        </MenuItem>
      )}
      {view?.mayChange === true ? (
        <>
          <MenuItem icon={<IconPencil size={16} aria-hidden />} onSelect={() => onAsk('rename')}>
            Rename…
          </MenuItem>
          {view.isShared || mayShare ? (
            <MenuItem
              icon={
                view.isShared ? <IconUsersMinus size={16} aria-hidden /> : <IconUsers size={16} aria-hidden />
              }
              onSelect={() => void actions.share(view, !view.isShared)}
            >
              {view.isShared ? 'Stop sharing' : 'Share with the team'}
            </MenuItem>
          ) : null}
          <MenuItem
            icon={<IconTrash size={16} aria-hidden />}
            isDanger
            onSelect={() => actions.remove(view, () => go({ ...shown.params, view: 'none' }))}
          >
            Delete…
          </MenuItem>
        </>
      ) : view === null ? null : (
        <MenuNote>
          Shared by <bdi>{view.owner}</bdi>. Operators can change it; you can save it as a view of your own.
        </MenuNote>
      )}
    </>
  );
}

function NameDialog(props: ViewProps & { asks: 'new' | 'rename' | null; onClose: () => void }) {
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

/** Says how what shows differs from its view, and offers to keep or to drop that. */
export function ViewBar(props: ViewProps & { isChanged: boolean; gone: string | null; isUnknown: boolean }) {
  const { list, view, shown, columns, go, read, isChanged, gone, isUnknown } = props;
  const actions = useViewActions(list);
  const [isAsking, setAsking] = useState(false);
  const note =
    gone ?? (isUnknown ? 'This view was deleted or is not shared with you. Its filters are still on.' : null);
  if (!isChanged && note === null) return null;
  return (
    <div className={classes.bar}>
      {note === null ? null : (
        <span className={classes.note} role="status">
          {note}
        </span>
      )}
      {isChanged && gone === null ? <span className={classes.changed}>View changed</span> : null}
      {view?.mayChange === true ? (
        <button
          type="button"
          className={classes.action}
          onClick={() =>
            void actions.save(view, { search: shown.params, columns }).then((saved) => {
              if (saved !== undefined) go({ ...shown.params, view: saved.id });
            })
          }
        >
          {gone === null ? 'Save' : 'Save without'}
        </button>
      ) : null}
      <button type="button" className={classes.action} {...nameDialog.nearby} onClick={() => setAsking(true)}>
        Save as new…
      </button>
      {isChanged && view !== null ? (
        <button
          type="button"
          className={classes.action}
          onClick={() => go({ ...understood(view, read).params, view: view.id })}
        >
          Reset
        </button>
      ) : null}
      <NameDialog {...props} asks={isAsking ? 'new' : null} onClose={() => setAsking(false)} />
    </div>
  );
}
