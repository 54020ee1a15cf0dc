import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../../ui/page-header.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import { DemoBanner } from './demo-banner.tsx';
import classes from './public-page.module.css';
import { Wordmark } from './wordmark.tsx';

/** The frame of pages before the sign-in: a single card in the middle. */
export function PublicPage(props: { title: string; intro?: ReactNode; children: ReactNode }) {
  usePageTitle(props.title);
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Wordmark />
        <ColorSchemeMenu />
      </header>
      <DemoBanner />
      <main id="page" className={classes.main}>
        <Paper className={classes.card}>
          <Stack gap={6} mb="lg">
            <Title order={1} fz={22}>
              {props.title}
            </Title>
            {props.intro === undefined ? null : (
              <Text c="dimmed" fz="sm">
                {props.intro}
              </Text>
            )}
          </Stack>
          {props.children}
        </Paper>
      </main>
    </div>
  );
}
