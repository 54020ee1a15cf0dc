import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus in a list when the row that has it leaves: after an edit it may not match the filter any more. The row
 * that takes its place gets it, or the one before; where no row is left, the title of the page. `keys`: those of all rows.
 */
export function useFocusInRows(frame: RefObject<HTMLElement | null>, keys: readonly string[]): void {
  const last = useRef<{ key: string; index: number } | null>(null);
  useEffect(() => {
    // The focus of a row that is taken away is on nothing, and nobody is told. Whoever leaves a row goes somewhere.
    const note = ({ target }: Event) => {
      if (!(target instanceof Element)) return;
      const row = frame.current?.contains(target) ? target.closest<HTMLElement>('[data-row-key]') : null;
      const { rowKey, index } = row?.dataset ?? {};
      last.current = rowKey === undefined ? null : { key: rowKey, index: Number(index) };
    };
    document.addEventListener('focusin', note);
    document.addEventListener('pointerdown', note);
    return () => {
      document.removeEventListener('focusin', note);
      document.removeEventListener('pointerdown', note);
    };
  }, [frame]);
  useEffect(() => {
    const was = last.current;
    if (was === null || keys.includes(was.key)) return;
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    last.current = null;
    const at = (index: number) => frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    const row = at(Math.min(was.index, keys.length - 1));
    const next =
      row?.querySelector<HTMLElement>('[data-title-cell] a[href]') ??
      row ??
      document.querySelector<HTMLElement>('main h1');
    next?.setAttribute('tabindex', next.getAttribute('tabindex') ?? '-1');
    next?.focus();
  }, [frame, keys]);
}
