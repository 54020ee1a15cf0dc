import { Button, Group, Modal, Text } from '@mantine/core';
import { describeLeft } from '../../hub/bulk/bulk-words.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { type ListedBulkChange, trpc } from '../../hub/trpc.ts';
import { describeChange, describeReach } from './change-words.ts';
import classes from './left-dialog.module.css';

/** The rows that a change, or its undo, left as they are, by reason. */
export function LeftDialog(props: { isOpen: boolean; change: ListedBulkChange; onClose: () => void }) {
  const { isOpen, change, onClose } = props;
  const asked = trpc.bulk.getChange.useQuery({ id: change.id }, { enabled: isOpen });
  return (
    <Modal opened={isOpen} onClose={onClose} title={describeChange(change)}>
      <Text fz="sm">
        {change.state === 'undone'
          ? 'The undo left these as they are:'
          : `${describeReach(change)} changed. The others stay as they are:`}
      </Text>
      <div aria-live="polite">
        {asked.error !== null ? (
          <Text fz="sm">{readHubError(asked.error).message}</Text>
        ) : asked.data === undefined ? (
          <Text fz="sm">One moment…</Text>
        ) : (
          <ul className={classes.left}>
            {asked.data.left.map((left) => (
              <li key={left.reason}>{describeLeft(left)}</li>
            ))}
          </ul>
        )}
      </div>
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </Group>
    </Modal>
  );
}
