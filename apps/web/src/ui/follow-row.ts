import type { MouseEvent } from 'react';

/** What is in a row and has a use of its own. */
const INTERACTIVE = 'a, button, input, label, select, textarea, summary, [role="menuitem"], [role="menu"]';

/** Follows the link of a row, unless the click was meant for something in it, or selected text. */
export function followRow(event: MouseEvent<HTMLElement>, open: () => void): void {
  const isMiddle = event.button === 1;
  if ((event.button !== 0 && !isMiddle) || event.defaultPrevented) return;
  if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
  const link = event.currentTarget.querySelector<HTMLAnchorElement>('[data-title-cell] a[href]');
  const meant = event.target.closest(INTERACTIVE);
  if (link === null) return;
  if (meant !== null && event.currentTarget.contains(meant)) return;
  const marked = window.getSelection();
  if (marked !== null && !marked.isCollapsed && marked.containsNode(event.currentTarget, true)) return;
  if (isMiddle || event.ctrlKey || event.metaKey || event.shiftKey) {
    window.open(link.href, '_blank', 'noopener');
    return;
  }
  open();
  link.click();
}

/**
 * Tells that the link of a row is followed, by a click on it or by Enter. For the capturing phase: the link itself has
 * changed the page before the row hears of the click.
 */
export function noteFollowed(event: MouseEvent<HTMLElement>, open: () => void): void {
  if (event.button !== 0 || !(event.target instanceof Element)) return;
  const link = event.currentTarget.querySelector('[data-title-cell] a[href]');
  if (link?.contains(event.target)) open();
}
