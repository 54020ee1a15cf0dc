import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { postAuth } from '../../hub/session.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { PublicPage } from '../shell/public-page.tsx';

export function ForgotPasswordPage() {
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'form' | 'sending' | 'sent' | Obstacle>('form');
  const [failure, setFailure] = useState<string>();

  const submit = async () => {
    setState('sending');
    const result = await postAuth('request-password-reset', { email });
    if ('answer' in result) return setState('sent');
    const obstacle = obstacleIn(result.failure);
    if (obstacle !== null) return setState(obstacle);
    setFailure(result.status === 400 ? 'Enter your email address.' : result.failure);
    setState('form');
  };

  if (state === 'sent') {
    return (
      <PublicPage title="Check your email">
        <Text fz="sm" role="status">
          If {email} belongs to this hub, a link for a new password is on its way. It works once and expires
          after an hour.
        </Text>
        <BackToSignIn />
      </PublicPage>
    );
  }
  if (state === 'no-mail-server' || state === 'no-public-url') return <NoLink reason={state} email={email} />;
  return (
    <PublicPage title="Forgot your password?" intro="The hub sends you a link for a new one by email.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="md">
          <FormError message={failure} />
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={state === 'sending'} disabled={email.trim() === ''}>
            Send the link
          </Button>
        </Stack>
      </form>
      <BackToSignIn />
    </PublicPage>
  );
}

/** What keeps the hub from mailing a link. */
type Obstacle = 'no-mail-server' | 'no-public-url';

function obstacleIn(failure: string): Obstacle | null {
  if (!/isn't enabled/.test(failure)) return null;
  return /PUBLIC_URL/.test(failure) ? 'no-public-url' : 'no-mail-server';
}

function NoLink({ reason, email }: { reason: Obstacle; email: string }) {
  return (
    <PublicPage title="This hub cannot send you a link">
      <Stack gap="sm" role="alert" fz="sm">
        <Text inherit>
          {reason === 'no-mail-server'
            ? 'No email server is set up.'
            : 'It can send email, but it does not know its own web address, so a link would lead nowhere.'}{' '}
          Ask the person who runs it.
        </Text>
        <Text inherit>
          On its machine, <span className="hub-mono">npm run hub -- people reset-password {email}</span>{' '}
          prints a link for you.
          {reason === 'no-public-url' ? (
            <>
              {' '}
              With <span className="hub-mono">PUBLIC_URL</span> set, the hub can email links by itself.
            </>
          ) : null}
        </Text>
      </Stack>
      <BackToSignIn />
    </PublicPage>
  );
}

function BackToSignIn() {
  return (
    <AnchorLink to="/sign-in" search={{}} fz="sm" display="block" ta="center" mt="md">
      Back to sign in
    </AnchorLink>
  );
}
