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

/** Tells `open` of a click on the row's link itself. For the capture phase: after its own handler, the page has changed. */
export function noteRowLink(event: MouseEvent<HTMLElement>, open: () => void): void {
  const link = event.currentTarget.querySelector('[data-title-cell] a[href]');
  if (link !== null && event.target instanceof Node && link.contains(event.target)) open();
}
