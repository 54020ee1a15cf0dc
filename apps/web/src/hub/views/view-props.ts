import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import type { ListView } from '../trpc.ts';
import type { Params, Shown } from './view-state.ts';

/** The lists that have views. */
export type ListName = AdminInputs['views']['listViews']['list'];

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
