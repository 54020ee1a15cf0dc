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
        What is kept about people, for how long, and how to show or forget it. For an affiliate or somebody of
        the team, see the menu beside their name.
      </PageHeader>
      <Stack gap="lg" maw={760}>
        {mayAct ? <VisitorCard /> : null}
        <RetentionCard />
      </Stack>
    </>
  );
}
