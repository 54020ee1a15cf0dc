import type { Sort } from '../../ui/list-search.ts';

/** What people can be sorted by, in the hub's words. */
export const teamSorts = ['name', 'role', 'seen', 'since'] as const;

export const JOINED_FIRST: Sort = { by: 'since', order: 'asc' };
