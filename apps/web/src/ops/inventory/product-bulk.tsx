import { Button, Group } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconTruck } from '@tabler/icons-react';
import { useState } from 'react';
import { MenuItem } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { ChosenRows } from '../../ui/selection.ts';
import type { ProductBulk, ProductFilterInput } from './product-bulk-change.ts';

const productBulkDialog = onIntent(() => import('./product-bulk-dialog.tsx'), 'ProductBulkDialog');

/** What can be done with the products that are selected. */
export function ProductBulkActions(props: { rows: ChosenRows<ProductFilterInput>; onDone: () => void }) {
  const [asks, setAsks] = useState<ProductBulk | null>(null);
  return (
    <Group gap={8} {...productBulkDialog.nearby}>
      <Button size="compact-md" fz="sm" onClick={() => setAsks('threshold')}>
        Set threshold…
      </Button>
      <RowMenu
        label="More actions for the selected products"
        items={() => (
          <>
            <MenuItem icon={<IconTruck size={16} aria-hidden />} onSelect={() => setAsks('supplier')}>
              Set supplier…
            </MenuItem>
            <MenuItem icon={<IconArchive size={16} aria-hidden />} onSelect={() => setAsks('archive')}>
              Archive…
            </MenuItem>
            <MenuItem icon={<IconArchiveOff size={16} aria-hidden />} onSelect={() => setAsks('restore')}>
              Restore…
            </MenuItem>
          </>
        )}
      />
      <Late
        part={productBulkDialog}
        isOpen={asks !== null}
        asks={asks}
        rows={props.rows}
        onClose={() => setAsks(null)}
        onDone={props.onDone}
      />
    </Group>
  );
}
