import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a section says in place of its table. */
export function SectionNote({ children }: { children: ReactNode }) {
  return (
    <Text fz="sm" c="dimmed" px={18} pb={16}>
      {children}
    </Text>
  );
}
