import { useMatch, useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { arrangeColumns, goneColumns, stillThere } from '../../ui/column-choice.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { trpc } from '../trpc.ts';
import { ColumnsButton } from './columns-button.tsx';
import { ViewMenu } from './view-menu.tsx';
import type { ListName } from './view-props.ts';
import { goneWords, isChanged, type Params, paramsOf, readColumns, understood } from './view-state.ts';

const viewBar = onIntent(() => import('./view-bar.tsx'), 'ViewBar');

/** Views change seldom, and the window asks again when it gets the focus. */
const FRESH_MILLISECONDS = 60_000;

/** What `ListPage` shows of a list's views. */
export interface ListViews<Row> {
  columns: readonly Column<Row>[];
  /** Before the filters. */
  menu: ReactNode;
  /** After the filters. */
  bar: ReactNode;
  /** Beside the number of rows. */
  tools: ReactNode;
}

/**
 * Saved views and chosen columns of a list. Pass it to `ListPage`; the route needs `viewParams`. Filters stay in the
 * address, also those of a view: whoever has no such view sees the same rows.
 */
export function useListViews<Row>(
  list: ListName,
  props: {
    search: { view?: string | undefined; columns?: string | undefined };
    columns: readonly Column<Row>[];
    all: string;
  },
): ListViews<Row> {
  const { search, columns: every, all } = props;
  const read = useSearchReader();
  const go = useGo();
  const query = trpc.views.listViews.useQuery({ list }, { staleTime: FRESH_MILLISECONDS });
  const known = query.data;
  const view = known?.views.find(({ id }) => id === search.view) ?? null;
  const shown = { params: paramsOf(search), columns: readColumns(search.columns) };
  const chosen = shown.columns ?? (view === null ? known?.columns : view.columns) ?? null;
  const chosenKey = chosen?.join() ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the columns, whose array is always new.
  const columns = useMemo(() => arrangeColumns(every, chosen), [every, chosenKey]);

  const opensWith = known?.views.find(({ id }) => id === known.defaultId) ?? null;
  const isBare =
    search.view === undefined && search.columns === undefined && Object.keys(shown.params).length === 0;
  // Whoever has cleared the filters of this page wants to see all of it.
  const wasOther = useRef(false);
  if (!isBare) wasOther.current = true;
  const mustOpen = isBare && opensWith !== null && !wasOther.current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known what to open with.
  useEffect(() => {
    if (mustOpen) go({ ...understood(opensWith, read).params, view: opensWith.id }, true);
  }, [mustOpen]);

  const shared = {
    ...{ list, all, view, shown, columns: stillThere(every, chosen), go, read },
    views: known?.views ?? [],
    defaultId: known?.defaultId ?? null,
  };
  const gone = goneWords({
    // What the list does not know of its address, it says itself.
    params: view === null ? [] : understood(view, read).dropped,
    // Of columns that somebody once chose for themselves, there is nothing to be told.
    columns: goneColumns(every, shown.columns ?? view?.columns ?? null),
  });
  const isUnknown =
    known !== undefined && search.view !== undefined && search.view !== 'none' && view === null;
  const differs = view !== null && isChanged(view, shown, read);
  return {
    columns,
    menu: <ViewMenu {...shared} />,
    bar: (
      <Late
        part={viewBar}
        {...shared}
        isOpen={differs || gone !== null || isUnknown}
        isChanged={differs}
        gone={gone}
        isUnknown={isUnknown}
      />
    ),
    tools: <ColumnsButton {...shared} every={every} />,
  };
}

/** The reader of this page's addresses. */
function useSearchReader(): (search: Params) => object {
  const router = useRouter();
  const { routeId } = useMatch({ strict: false });
  const read: unknown = router.routesById[routeId]?.options.validateSearch;
  return useMemo(
    () =>
      typeof read === 'function' ? (search: Params) => read(search) as object : (search: Params) => search,
    [read],
  );
}

/** Goes to this list with another search. */
function useGo(): (search: Params, isSilent?: boolean) => void {
  const navigate = useNavigate();
  return (search, isSilent = false) =>
    // `to: '.'` is this page, whose search the type of the router does not know in a shared part.
    void navigate({ to: '.', search: (() => search) as never, replace: isSilent, resetScroll: false });
}
