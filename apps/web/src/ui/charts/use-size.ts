import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from './frame.ts';

/** Until it is measured, which is before the first paint. */
const FIRST: Size = { width: 640, isRtl: false, textScale: 1 };

/** The width of an element and the direction of its text, now and whenever the width changes. */
export function useSize<Element extends HTMLElement>(): [RefObject<Element | null>, Size] {
  const ref = useRef<Element>(null);
  const [size, setSize] = useState(FIRST);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const next = sizeOf(element);
      // Nothing is drawn in a tab that is not shown; the size before is as good.
      if (next.width > 0) setSize((now) => (isSame(now, next) ? now : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

function sizeOf(element: HTMLElement): Size {
  const rootSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    width: Math.floor(element.clientWidth),
    isRtl: getComputedStyle(element).direction === 'rtl',
    textScale: (rootSize || 16) / 16,
  };
}

function isSame(one: Size, other: Size): boolean {
  return one.width === other.width && one.isRtl === other.isRtl && one.textScale === other.textScale;
}
