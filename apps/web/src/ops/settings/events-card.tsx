import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { useReport } from './use-report.ts';

/** Tests the server that EVENTS_WEBHOOK_URL names. Hidden without that setting. */
export function EventsCard() {
  const { data: isConfigured } = trpc.ops.getAlerting.useQuery(
    {},
    { select: ({ channels }) => channels.some(({ name }) => name === 'events') },
  );
  const test = trpc.ops.testEvents.useMutation(useReport('events'));
  if (isConfigured !== true) return null;
  return (
    <SectionCard title="Your server" intro="Sends a signed hub.tested event to EVENTS_WEBHOOK_URL.">
      <Button
        fullWidth
        variant="default"
        loading={test.isPending}
        leftSection={<IconSend size={16} aria-hidden />}
        onClick={() => test.mutate({})}
      >
        Test events
      </Button>
    </SectionCard>
  );
}
