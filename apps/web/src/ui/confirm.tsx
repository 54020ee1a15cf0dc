import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

/** Asks before an action that is hard to undo. */
export function confirm(question: {
  title: string;
  body: string;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => void;
}): void {
  modals.openConfirmModal({
    title: question.title,
    children: <Text fz="sm">{question.body}</Text>,
    labels: { confirm: question.confirm, cancel: 'Cancel' },
    confirmProps: question.isDangerous === true ? { color: 'red' } : {},
    onConfirm: question.onConfirm,
  });
}
