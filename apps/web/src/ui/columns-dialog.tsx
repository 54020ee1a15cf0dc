import { ActionIcon, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState } from 'react';
import { movedColumn } from './column-choice.ts';
import classes from './columns-dialog.module.css';

export interface ColumnsDialogProps {
  isOpen: boolean;
  /** The columns that always lead. */
  fixed: readonly string[];
  /** All others that the list has, in its own order. */
  others: readonly string[];
  /** Those that show, in their order. */
  shown: readonly string[];
  /** Says for whom the choice is kept. */
  note: string;
  onSave: (columns: string[] | null) => void;
  onClose: () => void;
}

/** Lets a person choose which columns show, and in which order. Nothing changes before they save. */
export function ColumnsDialog(props: ColumnsDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Columns">
      {props.isOpen ? <Columns {...props} /> : null}
    </Modal>
  );
}

function Columns({ fixed, others, shown, note, onSave, onClose }: ColumnsDialogProps) {
  const known = shown.filter((name) => others.includes(name));
  const [order, setOrder] = useState(() => [...known, ...others.filter((name) => !known.includes(name))]);
  const [chosen, setChosen] = useState(() => new Set(known));
  const [said, setSaid] = useState('');
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  const move = (name: string, by: -1 | 1) => {
    const next = movedColumn(order, name, by);
    setOrder(next);
    setSaid(`${name} is number ${next.indexOf(name) + 1} of ${next.length}.`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(order.filter((name) => chosen.has(name)));
      }}
    >
      <Stack gap="md">
        <Text fz="sm">{note}</Text>
        <ul className={classes.list}>
          {fixed.map((name) => (
            <li key={name} className={classes.item}>
              <Checkbox className={classes.name} label={`${name}, always there`} checked disabled />
            </li>
          ))}
          {order.map((name, place) => (
            <li key={name} className={classes.item}>
              <Checkbox
                className={classes.name}
                label={name}
                checked={chosen.has(name)}
                onChange={() => toggle(name)}
              />
              <ActionIcon
                size={32}
                aria-label={`Move ${name} up`}
                aria-disabled={place === 0}
                onClick={() => move(name, -1)}
              >
                <IconChevronUp size={17} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={32}
                aria-label={`Move ${name} down`}
                aria-disabled={place === order.length - 1}
                onClick={() => move(name, 1)}
              >
                <IconChevronDown size={17} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <span role="status" className="hub-unseen">
          {said}
        </span>
        <Group justify="space-between" gap="xs">
          <Button variant="subtle" onClick={() => onSave(null)}>
            Usual columns
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={chosen.size === 0}>
              Save
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
