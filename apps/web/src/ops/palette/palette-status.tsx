import { useEffect, useState } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import { Keys } from '../../ui/keys.tsx';
import classes from './palette.module.css';
import type { FoundThings } from './use-found.ts';

/** So long after the last change, it is announced: not with every letter. */
const REST_MILLISECONDS = 800;

/** Says how many there are, or why there are none, and which keys there are. */
export function PaletteStatus(props: {
  search: string;
  count: number;
  found: FoundThings;
  hint: string | undefined;
}) {
  const { found } = props;
  const words = wordsOf(props);
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(words), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [words]);
  const isEmpty = props.count === 0;
  return (
    <>
      <div className={isEmpty ? classes.empty : classes.foot}>
        <span data-filled={words !== ''} data-testid="palette-status">
          <span aria-hidden>{words}</span>
        </span>
        {found.failure === undefined ? null : (
          <button type="button" className={classes.retry} onClick={found.retry}>
            Try again
          </button>
        )}
        {isEmpty ? null : (
          <span className={classes.hints} aria-hidden>
            <Keys keys={['↑', '↓']} /> move <Keys keys={['↵']} /> choose
          </span>
        )}
      </div>
      <p role="status" className="hub-unseen">
        {announced}
      </p>
    </>
  );
}

function wordsOf(props: { search: string; count: number; found: FoundThings; hint: string | undefined }) {
  const { search, count, found } = props;
  if (found.failure !== undefined) return `Only pages and actions were searched. ${found.failure}`;
  if (found.isSlow) return 'The hub has not answered for 5 seconds. Pages and actions still work.';
  if (found.isSearching && count === 0) return 'Searching …';
  if (props.hint !== undefined) return props.hint;
  if (count === 0)
    return `Nothing begins with “${search}”. Search looks at names, handles, SKUs and order ids.`;
  return search === '' ? '' : `${formatCount(count)} ${count === 1 ? 'result' : 'results'}`;
}
