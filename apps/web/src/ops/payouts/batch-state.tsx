import {
  type Icon,
  IconArrowBackUp,
  IconArrowsDiff,
  IconBan,
  IconCash,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconHelp,
  IconLock,
  IconPencil,
  IconSend,
  IconX,
} from '@tabler/icons-react';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { type BatchState, batchStateNames, type ItemState, itemStateNames } from './batch-words.ts';

interface Look {
  tone: Tone;
  icon: Icon;
}

const batchLooks: Readonly<Record<BatchState, Look>> = {
  draft: { tone: 'neutral', icon: IconPencil },
  approved: { tone: 'accent', icon: IconCheck },
  submitting: { tone: 'neutral', icon: IconSend },
  unknown: { tone: 'warn', icon: IconHelp },
  submitted: { tone: 'neutral', icon: IconClock },
  settled: { tone: 'good', icon: IconCircleCheck },
  partly: { tone: 'warn', icon: IconArrowBackUp },
  cancelled: { tone: 'faint', icon: IconBan },
};

const itemLooks: Readonly<Record<ItemState, Look>> = {
  reserved: { tone: 'neutral', icon: IconLock },
  sent: { tone: 'neutral', icon: IconClock },
  paid: { tone: 'good', icon: IconCash },
  mismatched: { tone: 'warn', icon: IconArrowsDiff },
  failed: { tone: 'bad', icon: IconX },
  returned: { tone: 'warn', icon: IconArrowBackUp },
  cancelled: { tone: 'faint', icon: IconBan },
};

export function BatchStateTag({ state }: { state: BatchState }) {
  return <Tag {...batchLooks[state]}>{batchStateNames[state]}</Tag>;
}

export function ItemStateTag({ state }: { state: ItemState }) {
  return <Tag {...itemLooks[state]}>{itemStateNames[state]}</Tag>;
}
