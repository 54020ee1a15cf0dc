import { droppedOf } from '../../ui/dropped-of.ts';
import type { ListView } from '../trpc.ts';

/** The parameters of a list's address, as text. */
export type Params = Record<string, string>;

/** Parameters that say how a list is looked at, and not which rows it has: they are no part of a view. */
const OWN = ['view', 'columns'];

/** Returns what a view keeps of an address. */
export function paramsOf(search: object): Params {
  return Object.fromEntries(
    Object.entries(search)
      .filter(([name, value]) => !OWN.includes(name) && value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );
}

export function isSameParams(one: Params, other: Params): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The columns in an address; undefined: it says nothing of them. */
export function readColumns(text: string | undefined): string[] | undefined {
  const names = text?.split(',').filter((name) => name !== '') ?? [];
  return names.length === 0 ? undefined : names;
}

/** Returns what of a view its list still understands, and what not. `read` is the list's own reader of addresses. */
export function understood(
  view: Pick<ListView, 'search'>,
  read: (search: Params) => object,
): { params: Params; dropped: string[] } {
  const found = read(view.search);
  return { params: paramsOf(found), dropped: droppedOf(view.search, found) };
}

export interface Shown {
  /** Of the address. */
  params: Params;
  /** Of the address. */
  columns: string[] | undefined;
}

/** Whether what shows differs from the view, as far as the list understands the view. */
export function isChanged(
  view: Pick<ListView, 'search' | 'columns'>,
  shown: Shown,
  read: (search: Params) => object,
): boolean {
  const areColumnsOther = shown.columns !== undefined && shown.columns.join() !== (view.columns ?? []).join();
  return areColumnsOther || !isSameParams(understood(view, read).params, shown.params);
}

/** Says what of a view, or of chosen columns, is gone; null: nothing. */
export function goneWords(gone: { params: readonly string[]; columns: readonly string[] }): string | null {
  const parts = [
    ...(gone.columns.length === 0
      ? []
      : [`${gone.columns.length === 1 ? 'the column' : 'the columns'} ${gone.columns.join(', ')}`]),
    ...(gone.params.length === 0
      ? []
      : [`${gone.params.length === 1 ? 'the filter' : 'the filters'} ${gone.params.join(', ')}`]),
  ];
  if (parts.length === 0) return null;
  return `What this list no longer has is left out: ${parts.join(' and ')}.`;
}
