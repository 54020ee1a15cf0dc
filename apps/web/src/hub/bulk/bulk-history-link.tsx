import { IconHistoryToggle } from '@tabler/icons-react';
import { ToolLink } from '../../ui/tool-button.tsx';
import { OperatorOnly } from '../operator-only.tsx';
import type { BulkChange } from '../trpc.ts';

/** Leads from a list to the changes of many of its rows, where an undo is found after its notification is gone. */
export function BulkHistoryLink({ kind }: Pick<BulkChange, 'kind'>) {
  return (
    <OperatorOnly>
      <ToolLink to="/changes" search={{ kind }}>
        <IconHistoryToggle size={16} stroke={1.7} aria-hidden />
        Bulk changes
      </ToolLink>
    </OperatorOnly>
  );
}
