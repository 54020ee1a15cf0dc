import { Stack } from '@mantine/core';
import { PageHeader } from '../../ui/page-header.tsx';
import { ShortcutsCard } from './shortcuts-card.tsx';
import { TimeZoneCard } from './time-zone-card.tsx';

export function PreferencesPage() {
  return (
    <>
      <PageHeader title="Preferences">How this hub looks to you. Nobody else sees a difference.</PageHeader>
      <Stack gap="lg" maw={760}>
        <TimeZoneCard />
        <ShortcutsCard />
      </Stack>
    </>
  );
}
