import { Button, Group } from '@mantine/core';
import { IconCircleCheck, IconPackage } from '@tabler/icons-react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';

export function NothingLow({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={IconCircleCheck}
      title="Nothing is low"
      action={
        <Button variant="default" onClick={onClear}>
          Show all products
        </Button>
      }
    >
      Every product is at or above its threshold.
    </EmptyState>
  );
}

export function NoProducts({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      icon={IconPackage}
      title="No products yet"
      action={
        <OperatorOnly>
          <Group gap="xs" justify="center">
            <ButtonLink to="/inventory/import" variant="default">
              Import a file
            </ButtonLink>
            <Button onClick={onAdd}>Add the first one</Button>
          </Group>
        </OperatorOnly>
      }
    >
      Add what you stock, and the level below which you want an alert.
    </EmptyState>
  );
}
