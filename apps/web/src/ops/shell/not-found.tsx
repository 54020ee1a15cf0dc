import { Center } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';

export function NotFound() {
  usePageTitle('Page not found');
  return (
    <Center component="main" mih="70vh">
      <EmptyState
        icon={IconMap2}
        title="There is no page here"
        action={
          <ButtonLink to="/" variant="default">
            Go to the overview
          </ButtonLink>
        }
      >
        The address may be mistyped, or the page has moved.
      </EmptyState>
    </Center>
  );
}
