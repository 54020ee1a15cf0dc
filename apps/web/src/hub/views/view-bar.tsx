import { useState } from 'react';
import { NameDialog } from './name-dialog.tsx';
import { useViewActions } from './use-view-actions.ts';
import type { ViewProps } from './view-props.ts';
import { understood } from './view-state.ts';
import classes from './views.module.css';

/** Says how what shows differs from its view, and offers to keep or to drop that. */
export function ViewBar(
  props: ViewProps & { isOpen: boolean; isChanged: boolean; gone: string | null; isUnknown: boolean },
) {
  const { list, view, shown, columns, go, read, isChanged, gone, isUnknown } = props;
  const actions = useViewActions(list);
  const [isAsking, setAsking] = useState(false);
  const note =
    gone ?? (isUnknown ? 'This view was deleted or is not shared with you. Its filters are still on.' : null);
  if (!isChanged && note === null) return null;
  return (
    <div className={classes.bar}>
      {note === null ? null : (
        <span className={classes.note} role="status">
          {note}
        </span>
      )}
      {isChanged && gone === null ? <span className={classes.changed}>View changed</span> : null}
      {view?.mayChange === true ? (
        <button
          type="button"
          className={classes.action}
          onClick={() =>
            void actions.save(view, { search: shown.params, columns }).then((saved) => {
              if (saved !== undefined) go({ ...shown.params, view: saved.id });
            })
          }
        >
          {gone === null ? 'Save' : 'Save without'}
        </button>
      ) : null}
      <button type="button" className={classes.action} onClick={() => setAsking(true)}>
        Save as new…
      </button>
      {isChanged && view !== null ? (
        <button
          type="button"
          className={classes.action}
          onClick={() => go({ ...understood(view, read).params, view: view.id })}
        >
          Reset
        </button>
      ) : null}
      <NameDialog {...props} asks={isAsking ? 'new' : null} onClose={() => setAsking(false)} />
    </div>
  );
}
