import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClipboardCheck,
  IconLoader,
} from '@tabler/icons-react';
import type { ProductImport } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Tag } from '../../ui/tag.tsx';

const looks = {
  ready: { label: 'Checked', tone: 'accent', icon: IconClipboardCheck },
  running: { label: 'Running', tone: 'neutral', icon: IconLoader },
  done: { label: 'Done', tone: 'good', icon: IconCircleCheck },
  failed: { label: 'Failed', tone: 'bad', icon: IconAlertTriangle },
  cancelled: { label: 'Cancelled', tone: 'faint', icon: IconCircleX },
} as const;

/** Labels of the states, for filters. */
export const importStatusLabels = {
  ready: looks.ready.label,
  running: looks.running.label,
  done: looks.done.label,
  failed: looks.failed.label,
  cancelled: looks.cancelled.label,
} as const;

export function ImportStatusTag({ status }: { status: ProductImport['status'] }) {
  const look = looks[status];
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.label}
    </Tag>
  );
}

/** Returns the number of lines that change something. */
export function countChanges({ counts }: ProductImport): number {
  return counts.create + counts.update;
}

/** `1 line`, `1,200 lines`. */
export function formatLines(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'line' : 'lines'}`;
}
