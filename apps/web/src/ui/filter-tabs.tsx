import { Link } from '@tanstack/react-router';
import classes from './tabs.module.css';

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
  return (
    <nav aria-label={props.label} className={classes.list}>
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
