import type { InventoryEvent } from '../../hub/trpc.ts';
import { formatCount, formatDelta } from '../../ui/format-number.ts';

/** The old and the new stock of an event, and the difference. */
export function StockMove({ event }: { event: InventoryEvent }) {
  const { oldStock, newStock, quantityDelta } = event;
  return (
    <span className="hub-number" style={{ whiteSpace: 'nowrap' }}>
      <span style={{ color: 'var(--mantine-color-dimmed)' }}>
        {oldStock === null || oldStock === newStock ? '' : `${formatCount(oldStock)} → `}
      </span>
      {newStock === null ? '–' : formatCount(newStock)}
      {quantityDelta === null || quantityDelta === 0 ? null : (
        <span style={{ marginInlineStart: 8, fontWeight: 600 }}>{formatDelta(quantityDelta)}</span>
      )}
    </span>
  );
}
