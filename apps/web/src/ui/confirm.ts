import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

/** Asks before an action that is hard to undo. */
export function confirm(question: {
  title: string;
  body: ReactNode;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => void;
}): void {
  modals.openConfirmModal({
    title: question.title,
    children: question.body,
    labels: { confirm: question.confirm, cancel: 'Cancel' },
    confirmProps: question.isDangerous === true ? { color: 'red' } : {},
    onConfirm: question.onConfirm,
  });
}
