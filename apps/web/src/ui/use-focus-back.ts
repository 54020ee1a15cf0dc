import { useLayoutEffect } from 'react';

const LOOK_EVERY_MILLISECONDS = 50;
/** A dialog fades away for a while, and has the focus until it is gone. */
const LOOKS = 12;

/**
 * Gives the focus back to what opened a layer, once that has closed. Mantine does so only where the layer was there before
 * it opened: not for one that was loaded on demand, or that goes with what it is about.
 */
export function useFocusBack(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement;
    return () => {
      let looks = 0;
      const look = () => {
        looks += 1;
        const focused = document.activeElement;
        const isLost = focused === null || focused === document.body;
        if (isLost && opener instanceof HTMLElement && opener.isConnected) {
          opener.focus({ preventScroll: true });
        } else if (focused?.closest('[role="dialog"]') && looks < LOOKS) {
          setTimeout(look, LOOK_EVERY_MILLISECONDS);
        }
      };
      setTimeout(look, LOOK_EVERY_MILLISECONDS);
    };
  }, [isOpen]);
}
