import type { Sort } from '../../ui/list-search.ts';

/** What imports can be sorted by, in the hub's words. */
export const importSorts = ['checked', 'fileName', 'problems', 'applied'] as const;

export const NEWEST_FIRST: Sort = { by: 'checked', order: 'desc' };
