import { Stack } from '@mantine/core';
import { useMay } from '../../hub/session.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { RetentionCard } from './retention-card.tsx';
import { VisitorCard } from './visitor-card.tsx';

export function PrivacyPage() {
  const mayAct = useMay('owner');
  return (
    <>
      <PageHeader title="Privacy">
        What the hub keeps about people, for how long, and how to export or forget it. For a partner or a team
        member, use the menu beside their name.
      </PageHeader>
      <Stack gap="lg" maw={760}>
        {mayAct ? <VisitorCard /> : null}
        <RetentionCard />
      </Stack>
    </>
  );
}
