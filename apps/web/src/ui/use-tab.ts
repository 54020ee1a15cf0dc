import { useNavigate } from '@tanstack/react-router';

/**
 * Keeps the open tab in the address, as `?tab=`. The first tab is the address without it. Tabs are no steps in the
 * history: Back leads to where the page was opened from.
 */
export function useTab<Id extends string>(chosen: Id | undefined, first: Id): [Id, (id: Id) => void] {
  const navigate = useNavigate();
  const open = (id: Id) => {
    const next = (search: object) => ({ ...search, tab: id === first ? undefined : id });
    // `to: '.'` is this page, whose search the type of the router does not know in a shared part.
    void navigate({ to: '.', search: next as never, replace: true, resetScroll: false });
  };
  return [chosen ?? first, open];
}
