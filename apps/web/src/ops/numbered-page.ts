import { notFound } from '@tanstack/react-router';
import { rowId, uuid } from '../ui/search-params.ts';

/**
 * Options of a route to something by its `id`: any other address is no page. In the loader, because the router shows
 * what is thrown there beside the navigation, and before that, instead of it.
 */
const pageOf = (isId: (id: string) => boolean) => ({
  loader: ({ params }: { params: { id: string } }) => {
    if (!isId(params.id)) throw notFound();
  },
});

export const numberedPage = pageOf((id) => rowId(id) !== undefined);

/** Of what has a UUID as its `id`, such as an alert. */
export const uuidPage = pageOf((id) => uuid(id) !== undefined);

/** Of an event in the inspector, such as `click-123`. */
export const inspectedEventPage = pageOf((id) => /^[a-z]+-[1-9]\d{0,15}$/.test(id));
