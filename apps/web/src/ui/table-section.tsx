import { Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A section of a page that is one table, from edge to edge; or what stands in its place while there is nothing to show. */
export function TableSection(props: { title: string; intro?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <div style={{ padding: '16px 18px 12px' }}>
        <Title order={2} fz={16} id={titleId}>
          {props.title}
        </Title>
        {props.intro === undefined ? null : (
          <Text fz="sm" c="dimmed" mt={2} component="div">
            {props.intro}
          </Text>
        )}
      </div>
      {props.children}
    </Paper>
  );
}
