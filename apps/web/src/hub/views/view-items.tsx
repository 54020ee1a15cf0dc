import {
  IconCheck,
  IconLayoutList,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconPlus,
  IconTrash,
  IconUsers,
  IconUsersMinus,
} from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { itemsOf, MenuChoice, MenuDivider, MenuItem, MenuNote } from '../../ui/menu-items.tsx';
import { useMay } from '../session.ts';
import type { ListView } from '../trpc.ts';
import { useViewActions } from './use-view-actions.ts';
import type { ViewProps } from './view-props.ts';
import { understood } from './view-state.ts';

type ItemsProps = ViewProps & { onAsk: (asks: 'new' | 'rename') => void };

/** What the menu of views has. */
export function ViewItems(props: ItemsProps & { isOpen: boolean }) {
  const { all, views, view, go, read } = props;
  const own = views.filter(({ isMine }) => isMine);
  const others = views.filter(({ isMine }) => !isMine);
  // The menu opened before this was loaded.
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current?.contains(document.activeElement) === false) itemsOf(list.current)[0]?.focus();
  }, []);
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
    <div ref={list}>
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
      {others.length === 0 ? null : <MenuNote>Team views</MenuNote>}
      {others.map(choice)}
      <MenuDivider />
      <Actions {...props} />
    </div>
  );
}

function Actions(props: ItemsProps) {
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
