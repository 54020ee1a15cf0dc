type Pressed = Pick<EventTarget, 'addEventListener'>;

/**
 * Runs what may move things on the page, at once or, while a button of the mouse or a finger is down, after the click: what
 * a person presses must not move away from under the pointer, or the click is lost.
 */
export function watchPresses(target: Pressed): (action: () => void) => void {
  let isDown = false;
  let waiting: (() => void)[] = [];
  const capture = { capture: true };
  const release = () => {
    isDown = false;
    const due = waiting;
    waiting = [];
    // The click comes with the same event of the browser.
    setTimeout(() => {
      for (const action of due) action();
    });
  };
  target.addEventListener('pointerdown', () => (isDown = true), capture);
  target.addEventListener('pointerup', release, capture);
  target.addEventListener('pointercancel', release, capture);
  return (action) => {
    if (isDown) waiting.push(action);
    else action();
  };
}

/** {@link watchPresses} of this page. */
export const afterPress = watchPresses(typeof window === 'undefined' ? new EventTarget() : window);
