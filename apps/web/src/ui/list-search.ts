import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { oneOf } from './search-params.ts';

/** How a list is sorted, by the hub's word for the order. */
export interface Sort<By extends string = string> {
  by: By;
  order: 'asc' | 'desc';
}

/** The parameters of a list that can be sorted by these. Spread them into `readSearch`. */
export function sortParams<By extends string>(...by: readonly By[]) {
  return { sort: oneOf(by), order: oneOf(['asc', 'desc']) };
}

interface ListSearchObject {
  sort?: string | undefined;
  order?: 'asc' | 'desc' | undefined;
  view?: string | undefined;
  columns?: string | undefined;
}

/** Parameters that are no filters: how the rows are sorted and looked at. */
type NoFilter = 'sort' | 'order' | 'view' | 'columns';

/** How long nobody types until the next letter begins a search of its own in the history. */
const REST_MILLISECONDS = 1_500;

export interface ListSearch<Search extends object> {
  /** What the address filters by, without the order. */
  filter: Omit<Search, NoFilter>;
  isFiltered: boolean;
  /** Changes filters that are chosen: a step in the history, so that Back undoes it. */
  choose: (changes: Partial<Search>) => void;
  /** Changes a filter that is typed: one step in the history for what is typed without a rest. */
  type: (changes: Partial<Search>) => void;
  /** Drops the filters and keeps the order. */
  clear: () => void;
  /** One filter and how it is changed. Spread it into a `ChoiceFilter`. */
  pick: <Name extends Exclude<keyof Search, NoFilter>>(
    name: Name,
  ) => { value: Search[Name]; onChoose: (value: Search[Name] | undefined) => void };
  /** Spread it into a `ListPage`. */
  page: { search: Search; clearFilters: (() => void) | undefined };
  /** Pass it to `ListPage`. */
  sorting: { current: Sort; onSort: (sort: Sort) => void };
}

/** Of lists that cannot be sorted. */
const UNSORTED: Sort = { by: '', order: 'asc' };

/**
 * The one search object of a list: everything that decides which rows show, and in which order, is in the address, and
 * each change goes through here. `search` is the route's; `defaultSort` is how the hub sorts unless it is told.
 */
export function useListSearch<Search extends object & ListSearchObject>(
  search: Search,
  defaultSort: Sort = UNSORTED,
): ListSearch<Search> {
  const navigate = useNavigate();
  const lastTyped = useRef(0);
  const go = (changes: Partial<Search>, replace: boolean) => {
    const next = (previous: object) => ({ ...previous, ...changes });
    // `to: '.'` is this page, whose search the type of the router does not know in a shared part.
    void navigate({ to: '.', search: next as never, replace, resetScroll: false });
  };
  const { sort, order, view, columns, ...filter } = search;
  const isDefault = sort === undefined;
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  const choose = (changes: Partial<Search>) => {
    lastTyped.current = 0;
    go(changes, false);
  };
  const clear = () => {
    lastTyped.current = 0;
    const kept = { sort, order, view, columns };
    void navigate({ to: '.', search: (() => kept) as never, resetScroll: false });
  };
  return {
    filter,
    isFiltered,
    choose,
    type: (changes) => {
      const isTyping = Date.now() - lastTyped.current < REST_MILLISECONDS;
      lastTyped.current = Date.now();
      go(changes, isTyping);
    },
    clear,
    pick: (name) => ({
      value: search[name],
      onChoose: (value) => choose({ [name]: value } as Partial<Search>),
    }),
    page: { search, clearFilters: isFiltered ? clear : undefined },
    sorting: {
      current: isDefault ? defaultSort : { by: sort, order: order ?? 'asc' },
      onSort: ({ by, order: chosen }) => {
        const isBack = by === defaultSort.by && chosen === defaultSort.order;
        go({ sort: isBack ? undefined : by, order: isBack ? undefined : chosen } as Partial<Search>, false);
      },
    },
  };
}
