import { useEffect, useSyncExternalStore } from 'react';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { exportStore } from './export-store.ts';

export const exportPanel = onIntent(() => import('./export-panel.tsx'), 'ExportPanel');

/** The place of exports, in the corner of the notifications: they go on whichever page shows. */
export function ExportRegion() {
  const { isOpen, awaited } = useSyncExternalStore(exportStore.watch, exportStore.current);
  const isWanted = isOpen || awaited.size > 0;
  return <Late part={exportPanel} isOpen={isWanted} isShown={isOpen} awaited={awaited} />;
}

/** Shows exports again that went on while the app was left; for pages behind the sign-in. */
export function useReturnToExports(): void {
  useEffect(() => exportStore.reopen(), []);
}
