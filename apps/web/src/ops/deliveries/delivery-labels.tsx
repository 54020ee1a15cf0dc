import { IconAlertTriangle, IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { Delivery } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Tag } from '../../ui/tag.tsx';

const looks = {
  pending: { label: 'On the way', tone: 'neutral', icon: IconClock },
  delivered: { label: 'Sent', tone: 'good', icon: IconCircleCheck },
  dead: { label: 'Given up', tone: 'bad', icon: IconAlertTriangle },
} as const;

/** Labels of the states, for filters. */
export const deliveryStatusLabels = {
  pending: looks.pending.label,
  delivered: looks.delivered.label,
  dead: looks.dead.label,
} as const;

export function DeliveryStatusTag({ status }: { status: Delivery['status'] }) {
  const look = looks[status];
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.label}
    </Tag>
  );
}

/** Describes the kind of a message, with the number of products where it names several. */
export function describeKind({ kind, itemCount }: Pick<Delivery, 'kind' | 'itemCount'>): string {
  const products = `${formatCount(itemCount)} ${itemCount === 1 ? 'product' : 'products'}`;
  switch (kind) {
    case 'alert':
      return 'Alert';
    case 'digest':
      return `Digest of ${products}`;
    case 'restocked':
      return itemCount === 1 ? 'Restocked' : `Restocked: ${products}`;
    case 'alarm':
      return 'Alarm';
    case 'event':
      return 'Event';
  }
}
