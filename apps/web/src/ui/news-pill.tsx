import { IconArrowUp } from '@tabler/icons-react';
import classes from './news-pill.module.css';

/**
 * Says that a list has news, and shows them when it is pressed. It floats above the rows and takes no place among them, so
 * that nothing moves under a reader. Pass it to a list page as `notice`. Null: there are none.
 */
export function NewsPill({ words, onShow }: { words: string | null; onShow: () => void }) {
  const show = () => {
    window.scrollTo({ top: 0 });
    onShow();
  };
  return (
    <div className={classes.place} role="status">
      {words === null ? null : (
        <button type="button" className={classes.pill} onClick={show}>
          <IconArrowUp size={15} aria-hidden />
          {words}
        </button>
      )}
    </div>
  );
}
