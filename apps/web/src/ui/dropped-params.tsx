import { CloseButton, Text } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import classes from './list-page.module.css';
import { parseSearch } from './search-params.ts';

/**
 * The parameters of the address that this document was opened with, if it is the address of this page. The router
 * corrects the address before a page shows, so the browser's own note of it is what is left.
 */
function openedWith(path: string): Record<string, string> {
  const [entry] = performance.getEntriesByType('navigation');
  if (entry === undefined || !URL.canParse(entry.name)) return {};
  const url = new URL(entry.name);
  return url.pathname === path ? parseSearch(url.search) : {};
}

/** The address has been explained, or a person has gone on: an old link is explained once. */
const said = { isSaid: false };

/** Says which parts of an old or mistyped address mean nothing to this page. */
export function DroppedParams({ search }: { search: object }) {
  const { pathname } = useLocation();
  const [dropped, setDropped] = useState(() => (said.isSaid ? [] : droppedOf(openedWith(pathname), search)));
  useEffect(() => {
    said.isSaid = true;
  }, []);
  if (dropped.length === 0) return null;
  return (
    <div className={classes.dropped} role="status">
      <Text fz="sm">
        This list does not know {dropped.length === 1 ? 'a part' : 'parts'} of the address, and shows rows
        without: {dropped.join(', ')}.
      </Text>
      <CloseButton size="sm" aria-label="Dismiss" onClick={() => setDropped([])} />
    </div>
  );
}

/** Returns the parameters, as written, that are not in the search that was made of them. */
export function droppedOf(given: Record<string, string>, search: object): string[] {
  const kept = new Map(Object.entries(search).map(([name, value]) => [name, String(value)]));
  return Object.entries(given)
    .filter(([name, value]) => value.trim() !== '' && kept.get(name) !== value.trim())
    .map(([name, value]) => `${name}=${value.slice(0, 40)}`);
}
