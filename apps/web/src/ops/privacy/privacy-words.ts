import { formatCount } from '../../ui/format-number.ts';

/** Says what was forgotten of a visitor. */
export function describeForgotten(clicks: number, locale?: string): string {
  if (clicks === 0) return 'The hub knows nothing about this visitor.';
  return `The visitor behind ${formatCount(clicks, locale)} ${clicks === 1 ? 'click' : 'clicks'} is forgotten.`;
}
