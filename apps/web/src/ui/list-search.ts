import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';

/** Reads one parameter of an address. Undefined: it is missing or means nothing. */
type Reader<Value> = (text: string) => Value | undefined;

/** Up to 255 characters, without blanks around. */
export const text: Reader<string> = (given) => {
  const trimmed = given.trim();
  return trimmed === '' || trimmed.length > 255 ? undefined : trimmed;
};

/** One of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (given) => words.find((word) => word === given);
}

/** A number of a row. */
export const rowId: Reader<number> = (given) => (/^[1-9]\d{0,14}$/.test(given) ? Number(given) : undefined);

type Readers = Record<string, Reader<unknown>>;
type SearchOf<Fields extends Readers> = {
  [Name in keyof Fields]?: Exclude<ReturnType<Fields[Name]>, undefined> | undefined;
};

/**
 * The `validateSearch` of a route whose address holds these parameters. What is unknown or means nothing is dropped, so
 * that an old address still opens its page; `ListPage` says what was dropped.
 *
 * @example validateSearch: searchParams({ search: text, status: oneOf('open', 'closed') })
 */
export function searchParams<Fields extends Readers>(fields: Fields) {
  return (given: { [Name in keyof Fields]?: unknown }): SearchOf<Fields> => {
    const found = Object.entries(fields).map(([name, read]) => {
      const value = given[name];
      // Undefined and not left out: the router would put back what was given.
      return [name, value === undefined || value === null ? undefined : read(String(value))];
    });
    // Its keys are those of `fields`, and each value is what the reader of its key returned.
    return Object.fromEntries(found) as SearchOf<Fields>;
  };
}

/** How a list is sorted, by the hub's word for the order. */
export interface Sort<By extends string = string> {
  by: By;
  order: 'asc' | 'desc';
}

/** The parameters of a list that can be sorted by these. Spread them into `searchParams`. */
export function sortParams<By extends string>(...by: readonly By[]) {
  return { sort: oneOf(...by), order: oneOf('asc', 'desc') };
}

interface ListSearchObject {
  sort?: string | undefined;
  order?: 'asc' | 'desc' | undefined;
}

/** How long nobody types until the next letter begins a search of its own in the history. */
const REST_MILLISECONDS = 1_500;

export interface ListSearch<Search extends object> {
  /** What the address filters by, without the order. */
  filter: Omit<Search, 'sort' | 'order'>;
  isFiltered: boolean;
  /** Changes filters that are chosen: a step in the history, so that Back undoes it. */
  choose: (changes: Partial<Search>) => void;
  /** Changes a filter that is typed: one step in the history for what is typed without a rest. */
  type: (changes: Partial<Search>) => void;
  /** Drops the filters and keeps the order. */
  clear: () => void;
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
  const { sort, order, ...filter } = search;
  const isDefault = sort === undefined;
  return {
    filter,
    isFiltered: Object.values(filter).some((value) => value !== undefined && value !== ''),
    choose: (changes) => {
      lastTyped.current = 0;
      go(changes, false);
    },
    type: (changes) => {
      const isTyping = Date.now() - lastTyped.current < REST_MILLISECONDS;
      lastTyped.current = Date.now();
      go(changes, isTyping);
    },
    clear: () => {
      lastTyped.current = 0;
      const kept = { ...(sort === undefined ? {} : { sort }), ...(order === undefined ? {} : { order }) };
      void navigate({ to: '.', search: (() => kept) as never, resetScroll: false });
    },
    sorting: {
      current: isDefault ? defaultSort : { by: sort, order: order ?? 'asc' },
      onSort: ({ by, order: chosen }) => {
        const isBack = by === defaultSort.by && chosen === defaultSort.order;
        go({ sort: isBack ? undefined : by, order: isBack ? undefined : chosen } as Partial<Search>, false);
      },
    },
  };
}
