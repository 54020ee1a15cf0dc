import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A box with a title, for one section of a page. */
export function SectionCard(props: {
  title: string;
  intro?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId} p="lg">
      <Group justify="space-between" align="center" gap="xs" mb="md">
        <div style={{ flex: '1 1 8rem', minWidth: 0 }}>
          <Title order={2} fz={16} id={titleId}>
            {props.title}
          </Title>
          {props.intro === undefined ? null : (
            <Text fz="sm" c="dimmed" mt={2}>
              {props.intro}
            </Text>
          )}
        </div>
        {props.aside}
      </Group>
      {props.children}
    </Paper>
  );
}
