import {
  type Icon,
  IconAdjustments,
  IconAlertTriangle,
  IconArrowBackUp,
  IconCirclePlus,
  IconPointFilled,
  IconShoppingCart,
  IconTrashX,
  IconTruckDelivery,
} from '@tabler/icons-react';
import { Tag, type Tone } from '../../ui/tag.tsx';

const known: Record<string, { label: string; icon: Icon; tone: Tone }> = {
  initial: { label: 'Opening stock', icon: IconCirclePlus, tone: 'neutral' },
  sale: { label: 'Sale', icon: IconShoppingCart, tone: 'neutral' },
  return: { label: 'Return', icon: IconArrowBackUp, tone: 'neutral' },
  restocked: { label: 'Restocked', icon: IconTruckDelivery, tone: 'good' },
  adjusted: { label: 'Adjusted', icon: IconAdjustments, tone: 'neutral' },
  damaged: { label: 'Damaged', icon: IconTrashX, tone: 'neutral' },
  low_stock: { label: 'Low stock', icon: IconAlertTriangle, tone: 'warn' },
};

/** The names of the known kinds, for filters. */
export const eventLabels: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(known).map(([type, { label }]) => [type, label]),
);

/** The kind of an event. A kind that this app does not know shows its own name. */
export function EventTag({ type }: { type: string }) {
  const kind = known[type] ?? { label: type.replaceAll('_', ' '), icon: IconPointFilled, tone: 'neutral' };
  return (
    <Tag tone={kind.tone} icon={kind.icon}>
      {kind.label}
    </Tag>
  );
}
