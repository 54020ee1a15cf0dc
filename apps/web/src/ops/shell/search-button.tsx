import { IconSearch } from '@tabler/icons-react';
import { commandKey, isApple, Keys } from '../../ui/keys.tsx';
import type { LatePart } from '../../ui/on-intent.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import classes from './search-button.module.css';

/** Opens the palette. `isIcon`: where there is no room for words. */
export function SearchButton(props: { nearby: LatePart<never>['nearby']; isIcon?: boolean }) {
  const isIcon = props.isIcon ?? false;
  return (
    <button
      type="button"
      className={isIcon ? classes.icon : classes.button}
      aria-haspopup="dialog"
      aria-keyshortcuts={isApple() ? 'Meta+K' : 'Control+K'}
      title={`Search the hub (${commandKey()} K)`}
      {...(isIcon ? { 'aria-label': 'Search' } : {})}
      {...props.nearby}
      onClick={() => overlays.openPalette()}
    >
      <IconSearch size={isIcon ? 20 : 16} stroke={1.8} aria-hidden />
      {isIcon ? null : (
        <>
          <span className={classes.word}>Search</span>
          <Keys keys={['Command', 'K']} isHidden />
        </>
      )}
    </button>
  );
}
