import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useLayoutEffect, useRef, useState } from 'react';

interface VirtualRowsProps {
  count: number;
  rowHeight: number;
  columnCount: number;
  /** A row by its index, with what measures it. `isPassing`: it came while one scrolls, and need not be whole yet. */
  row: (index: number, measure: Ref<HTMLTableRowElement>, isPassing: boolean) => ReactNode;
}

/** Rows around what shows, so that scrolling finds them drawn. */
const OVERSCAN = 6;

/**
 * The rows of a long table that are in view, in a body as tall as all of them. The row with the focus stays drawn, or
 * the focus would be lost.
 */
export function VirtualRows({ count, rowHeight, columnCount, row }: VirtualRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  useLayoutEffect(() => {
    const place = () => {
      if (body.current !== null) setTop(body.current.getBoundingClientRect().top + window.scrollY);
    };
    place();
    // What stands above the table may grow: a banner, a notice, filters that wrap.
    const watcher = new ResizeObserver(place);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: top,
    useFlushSync: false,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (focused === null || focused >= count || indexes.includes(focused)) return indexes;
      return [...indexes, focused].sort((one, other) => one - other);
    },
  });
  const items = virtual.getVirtualItems();
  // Buttons and menus are most of what a row costs, and nobody presses them in flight.
  const whole = useRef<ReadonlySet<number>>(new Set());
  if (!virtual.isScrolling) whole.current = new Set(items.map((item) => item.index));
  const gapBefore = (at: number) => {
    const previous = items[at - 1];
    const item = items[at];
    if (item === undefined) return 0;
    return item.start - (previous?.end ?? top);
  };
  const below = top + virtual.getTotalSize() - (items.at(-1)?.end ?? top);
  return (
    <tbody ref={body} onFocus={(event) => setFocused(indexOf(event.target))} onBlur={() => setFocused(null)}>
      {items.flatMap((item, at) => [
        <Gap key={`gap ${item.index}`} height={gapBefore(at)} columnCount={columnCount} />,
        row(item.index, virtual.measureElement, virtual.isScrolling && !whole.current.has(item.index)),
      ])}
      <Gap key="below" height={below} columnCount={columnCount} />
    </tbody>
  );
}

function indexOf(target: Element): number | null {
  const index = target.closest<HTMLElement>('tr[data-index]')?.dataset.index;
  return index === undefined ? null : Number(index);
}

/** The place of rows that are not drawn. */
function Gap({ height, columnCount }: { height: number; columnCount: number }) {
  if (height < 1) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus.
    <tr aria-hidden="true" style={{ height }}>
      <td colSpan={columnCount} style={{ padding: 0, border: 0 }} />
    </tr>
  );
}
