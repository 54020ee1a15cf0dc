import { Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { AnchorLink } from './links.tsx';

/** The way up, above a page’s title. */
export function BackLink({
  to,
  children,
}: {
  to: '/alerts' | '/inventory' | '/inventory/import';
  children: ReactNode;
}) {
  return (
    <AnchorLink to={to} search={{}} fz="sm" c="dimmed" display="inline-block" mb={10}>
      <Group gap={4} component="span">
        <IconArrowLeft size={15} aria-hidden />
        {children}
      </Group>
    </AnchorLink>
  );
}
