import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useHubCurrency } from '../../hub/money.tsx';
import { formatCount, formatMoney } from '../../ui/format-number.ts';
import { detailNames, type ForeignEdit } from './product-details.ts';

/** Says what somebody else changed while a form was open; the person takes it, or saves again to keep their own. */
export function ForeignEdits({ edits, onTake }: { edits: readonly ForeignEdit[]; onTake: () => void }) {
  const currency = useHubCurrency();
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      role="alert"
      title="Somebody else changed this product"
    >
      <ul style={{ margin: '0 0 8px', paddingInlineStart: 18, overflowWrap: 'anywhere' }}>
        {edits.map((edit) => (
          <li key={edit.name}>
            {detailNames[edit.name]} is now <bdi>{wordsOf(edit, currency)}</bdi>
          </li>
        ))}
      </ul>
      <Group gap="sm">
        <Button size="compact-sm" variant="default" onClick={onTake}>
          {edits.length === 1 ? 'Take it' : 'Take these'}
        </Button>
        <span>Save again to keep what you typed.</span>
      </Group>
    </Alert>
  );
}

function wordsOf({ name, theirs }: ForeignEdit, currency: string | undefined): string {
  if (theirs === null || theirs === '') return 'empty';
  if (typeof theirs === 'boolean') return theirs ? 'allowed' : 'not allowed';
  if (typeof theirs === 'number') return formatCount(theirs);
  return name === 'unitPrice' ? formatMoney(theirs, currency) : theirs;
}
