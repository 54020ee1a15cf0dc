import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { ButtonLink } from '../../ui/links.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { palette } from './overlay-region.tsx';

/** Stands in place of a page, beside the navigation. */
export function NotFound() {
  usePageTitle('Page not found');
  return (
    <Stack align="center" gap={6} py={72} px="md" ta="center">
      <IconMap2 size={32} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
      <Title order={1} fz={20} mt={6}>
        There is no page here
      </Title>
      <Text c="dimmed" fz="sm" maw="46ch">
        The address may be mistyped, or what it led to is gone. You can look for it by its name.
      </Text>
      <Group gap="xs" justify="center" mt={14}>
        <Button {...palette.nearby} onClick={() => overlays.openPalette()}>
          Search the hub
        </Button>
        <ButtonLink to="/" variant="default">
          Go to the overview
        </ButtonLink>
      </Group>
    </Stack>
  );
}
