import { CloseButton, Text } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { droppedOf } from './dropped-of.ts';
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

/** A longer history means that the person has gone on: an old address is explained once. */
const lengthAtFirst = history.length;

/** Says which parts of an old or mistyped address mean nothing to this page. */
export function DroppedParams({ search }: { search: object }) {
  const { pathname } = useLocation();
  const [isDismissed, setDismissed] = useState(false);
  // Found once: what is changed later was not in that address.
  const [found] = useState(() => droppedOf(openedWith(pathname), search));
  const dropped = isDismissed || history.length !== lengthAtFirst ? [] : found;
  if (dropped.length === 0) return null;
  return (
    <div className={classes.dropped} role="status">
      <Text fz="sm">
        This page ignores {dropped.length === 1 ? 'a part' : 'parts'} of the address that it does not
        understand: {dropped.join(', ')}.
      </Text>
      <CloseButton size="sm" aria-label="Dismiss" onClick={() => setDismissed(true)} />
    </div>
  );
}
