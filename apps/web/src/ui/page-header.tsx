import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

export function usePageTitle(title: string): void {
  useDocumentTitle(`${title} · Dream Team Hub`);
}

/** A name of more letters may not fit into the lines that a title has, and can be read by hovering. */
const LONG = 60;

/** The title of a page, a sentence about its purpose, and its main action. */
export function PageHeader(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  usePageTitle(props.title);
  return (
    <Group component="header" className={classes.header} justify="space-between" align="flex-start" gap="md">
      <div className={classes.words}>
        <Title
          order={1}
          lts="-0.02em"
          lineClamp={3}
          title={props.title.length > LONG ? props.title : undefined}
        >
          {/* A name may be written from right to left. */}
          <bdi>{props.title}</bdi>
        </Title>
        {props.children === undefined ? null : (
          <Text c="dimmed" fz="sm" mt={4} maw="68ch">
            {props.children}
          </Text>
        )}
      </div>
      {props.action}
    </Group>
  );
}
