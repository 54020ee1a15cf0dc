import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ButtonLink } from '../../ui/links.tsx';
import { PublicPage } from './public-page.tsx';

/** The page of a link that does not work: why, and what to do. */
export function DeadEnd({ title, children }: { title: string; children: ReactNode }) {
  return (
    <PublicPage title={title}>
      <Text fz="sm" component="div" mb="lg" role="alert">
        {children}
      </Text>
      <ButtonLink to="/sign-in" variant="default" fullWidth>
        Go to sign in
      </ButtonLink>
    </PublicPage>
  );
}
