import { type RefObject, useLayoutEffect, useState } from 'react';

/** Whether what is inside is wider than its frame, so that the frame scrolls. */
export function useIsWider(
  frame: RefObject<HTMLElement | null>,
  inside: RefObject<HTMLElement | null>,
): boolean {
  const [isWider, setWider] = useState(false);
  useLayoutEffect(() => {
    if (frame.current === null || inside.current === null) return;
    const measure = () => {
      const { scrollWidth = 0, clientWidth = 0 } = frame.current ?? {};
      setWider(scrollWidth > clientWidth + 1);
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(frame.current);
    watcher.observe(inside.current);
    return () => watcher.disconnect();
  }, [frame, inside]);
  return isWider;
}
