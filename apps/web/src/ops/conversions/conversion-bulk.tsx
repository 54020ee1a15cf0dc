import { Button, Group } from '@mantine/core';
import { IconBan, IconCash, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { MenuItem } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { ChosenRows } from '../../ui/selection.ts';
import type { ConversionFilterInput } from './conversion-bulk-change.ts';
import type { ConversionAction } from './conversion-rules.ts';

const conversionBulkDialog = onIntent(() => import('./conversion-bulk-dialog.tsx'), 'ConversionBulkDialog');

/** What can be done with the conversions that are selected. */
export function ConversionBulkActions(props: {
  rows: ChosenRows<ConversionFilterInput>;
  /** All of them are verified. */
  areVerified?: boolean;
  onDone: () => void;
}) {
  const [asks, setAsks] = useState<ConversionAction | null>(null);
  return (
    <Group gap={8} {...conversionBulkDialog.nearby}>
      <Button size="compact-md" fz="sm" onClick={() => setAsks('approve')}>
        Approve…
      </Button>
      <RowMenu
        label="More actions for the selected conversions"
        items={() => (
          <>
            {props.areVerified === true ? null : (
              <MenuItem
                icon={<IconRosetteDiscountCheck size={16} aria-hidden />}
                onSelect={() => setAsks('verify')}
              >
                Verify…
              </MenuItem>
            )}
            <MenuItem icon={<IconCash size={16} aria-hidden />} onSelect={() => setAsks('markPaid')}>
              Mark paid…
            </MenuItem>
            <MenuItem icon={<IconBan size={16} aria-hidden />} onSelect={() => setAsks('void')} isDanger>
              Void…
            </MenuItem>
          </>
        )}
      />
      <Late
        part={conversionBulkDialog}
        isOpen={asks !== null}
        asks={asks}
        rows={props.rows}
        onClose={() => setAsks(null)}
        onDone={props.onDone}
      />
    </Group>
  );
}
