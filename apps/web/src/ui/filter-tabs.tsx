import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import classes from './tabs.module.css';

/** What is seen of the tab before the open one. */
const EDGE_PIXELS = 40;

/**
 * The states of a list, one of which shows. They are links, each to the same list with another search: a step in the history,
 * and open in another tab of the browser if somebody likes.
 */
export function FilterTabs<Id extends string>(props: {
  label: string;
  /** `to`: of a tab on another page, its path. Nothing of this page's search goes with it. */
  tabs: readonly { id: Id; label: string; note?: string | undefined; to?: string | undefined }[];
  open: Id;
  /** The parts of the address that lead to a tab. */
  searchOf: (id: Id) => object;
}) {
  const list = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the page: the open one is seen.
  useLayoutEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (list.current && tab) list.current.scrollLeft = tab.offsetLeft - list.current.offsetLeft - EDGE_PIXELS;
  }, []);
  return (
    <nav ref={list} aria-label={props.label} className={classes.list}>
      {props.tabs.map(({ id, label, note, to }) => (
        <Link
          key={id}
          to={to ?? '.'}
          // This page's own search, whose type a shared part does not know.
          search={
            ((previous: object) => ({
              ...(to === undefined ? previous : {}),
              ...props.searchOf(id),
            })) as never
          }
          resetScroll={false}
          className={classes.tab}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={id === props.open ? 'page' : undefined}
        >
          {label}
          {note === undefined ? null : <span className={classes.note}> {note}</span>}
        </Link>
      ))}
    </nav>
  );
}
