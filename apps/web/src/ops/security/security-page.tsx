import { Stack } from '@mantine/core';
import { PageHeader } from '../../ui/page-header.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

export function SecurityPage() {
  return (
    <>
      <PageHeader title="Security">How you sign in, and where you are signed in.</PageHeader>
      <Stack gap="lg" maw={760}>
        <TwoFactorCard />
        <SessionsCard />
        <PasswordCard />
      </Stack>
    </>
  );
}
