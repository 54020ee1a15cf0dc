import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { postAuth } from '../../hub/session.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { PublicPage } from '../shell/public-page.tsx';

export function ForgotPasswordPage() {
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'form' | 'sending' | 'sent' | 'no-mail'>('form');
  const [failure, setFailure] = useState<string>();

  const submit = async () => {
    setState('sending');
    const result = await postAuth('request-password-reset', { email });
    if ('answer' in result) return setState('sent');
    if (/isn't enabled/.test(result.failure)) return setState('no-mail');
    setFailure(result.status === 400 ? 'Enter your e-mail address.' : result.failure);
    setState('form');
  };

  if (state === 'sent') {
    return (
      <PublicPage title="Check your e-mail">
        <Text fz="sm" role="status">
          If {email} belongs to this hub, a link for a new password is on its way. It works once and expires
          after an hour.
        </Text>
        <BackToSignIn />
      </PublicPage>
    );
  }
  if (state === 'no-mail') {
    return (
      <PublicPage title="This hub cannot send you a link">
        <Text fz="sm" role="alert">
          Ask the person who runs it. On its machine,{' '}
          <span className="hub-mono">npm run hub -- people reset-password {email}</span> prints a link for
          you.
        </Text>
        <BackToSignIn />
      </PublicPage>
    );
  }
  return (
    <PublicPage title="Forgot your password?" intro="The hub sends you a link for a new one by e-mail.">
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
            label="E-mail"
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

function BackToSignIn() {
  return (
    <AnchorLink to="/sign-in" search={{}} fz="sm" display="block" ta="center" mt="md">
      Back to sign in
    </AnchorLink>
  );
}
