import { Button, Group } from '@mantine/core';
import { IconArchive, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { MenuItem } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { ChosenRows } from '../../ui/selection.ts';
import type { AffiliateBulk, AffiliateFilterInput } from './affiliate-bulk-change.ts';

const affiliateBulkDialog = onIntent(() => import('./affiliate-bulk-dialog.tsx'), 'AffiliateBulkDialog');

/** What can be done with the partners that are selected. */
export function AffiliateBulkActions(props: { rows: ChosenRows<AffiliateFilterInput>; onDone: () => void }) {
  const [asks, setAsks] = useState<AffiliateBulk | null>(null);
  return (
    <Group gap={8} {...affiliateBulkDialog.nearby}>
      <Button size="compact-md" fz="sm" onClick={() => setAsks('commission')}>
        Set commission…
      </Button>
      <RowMenu
        label="More actions for the selected partners"
        items={() => (
          <>
            <MenuItem icon={<IconPlayerPause size={16} aria-hidden />} onSelect={() => setAsks('paused')}>
              Pause…
            </MenuItem>
            <MenuItem icon={<IconPlayerPlay size={16} aria-hidden />} onSelect={() => setAsks('active')}>
              Resume or restore…
            </MenuItem>
            <MenuItem
              icon={<IconArchive size={16} aria-hidden />}
              onSelect={() => setAsks('archived')}
              isDanger
            >
              Archive…
            </MenuItem>
          </>
        )}
      />
      <Late
        part={affiliateBulkDialog}
        isOpen={asks !== null}
        asks={asks}
        rows={props.rows}
        onClose={() => setAsks(null)}
        onDone={props.onDone}
      />
    </Group>
  );
}
