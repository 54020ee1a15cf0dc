import { Button } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { useSettingsStore } from './settings-store.ts';
import { useReport } from './use-report.ts';

export function ScanCard() {
  const addResult = useSettingsStore((state) => state.addResult);
  const cache = trpc.useUtils();
  const report = useReport('scan');
  const scan = trpc.ops.scanNow.useMutation({
    onError: report.onError,
    onSuccess: (answer) => {
      addResult({
        kind: 'scan',
        isSuccess: true,
        message: answer.message,
        at: answer.timestamp,
        lowStock: { items: answer.lowStockItems, count: answer.lowStockCount },
      });
      void cache.ops.getAlerting.invalidate();
      void cache.ops.getOverview.invalidate();
    },
  });
  return (
    <SectionCard
      title="Low-stock scan"
      intro="Look for low stock now instead of waiting. Real alerts go out."
    >
      <Button
        fullWidth
        variant="default"
        loading={scan.isPending}
        leftSection={<IconRadar2 size={17} aria-hidden />}
        onClick={() => scan.mutate({})}
      >
        Scan Now
      </Button>
    </SectionCard>
  );
}
