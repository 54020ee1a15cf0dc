import { Button, Group, Modal, Text } from '@mantine/core';
import { useRef } from 'react';
import type { Question } from './confirm.ts';

export function ConfirmDialog(props: { isOpen: boolean; question: Question | null; onClose: () => void }) {
  const last = useRef<Question | null>(null);
  // While it fades away, it still says what it said.
  if (props.question !== null) last.current = props.question;
  const question = last.current;
  if (question === null) return null;
  const isDangerous = question.isDangerous === true;
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={question.title}>
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {question.body}
      </Text>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button
          variant="default"
          onClick={props.onClose}
          {...(isDangerous ? { 'data-autofocus': true } : {})}
        >
          Cancel
        </Button>
        <Button
          {...(isDangerous ? { color: 'red' } : { 'data-autofocus': true })}
          onClick={() => {
            props.onClose();
            question.onConfirm();
          }}
        >
          {question.confirm}
        </Button>
      </Group>
    </Modal>
  );
}
