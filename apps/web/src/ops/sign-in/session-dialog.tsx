import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { type Operator, signIn } from '../../hub/session.ts';
import type { SessionKeeper, SessionState } from '../../hub/session-keeper.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import classes from './session-dialog.module.css';

/**
 * The sign-in over a page whose session has ended. Only the person who opened the page can go on with it; whoever else
 * is signed in by now has to leave it.
 */
export function SessionDialog(props: { keeper: SessionKeeper; state: SessionState; operator: Operator }) {
  const { keeper, state, operator } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [isHalfway, setHalfway] = useState(false);
  useEffect(() => {
    // A native dialog is above every other one, whatever is open below.
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={classes.dialog}
      onCancel={(event) => event.preventDefault()}
    >
      <Title order={2} fz={18} id={titleId}>
        {state.kind === 'other' ? `${state.name} is signed in now` : 'Sign in again to continue'}
      </Title>
      <Text fz="sm" c="dimmed" mt={6} mb="md">
        {state.kind === 'other'
          ? `This page belongs to ${operator.name}. What was typed here is sent under that name only.`
          : 'Your session has ended. What you typed is still here, and what you sent is sent again.'}
      </Text>
      {isHalfway ? (
        <SecondFactorForm
          onDone={async () => void (await keeper.check())}
          restart="Enter the password again"
          onRestart={() => setHalfway(false)}
        />
      ) : (
        <PasswordForm keeper={keeper} operator={operator} onSecondFactor={() => setHalfway(true)} />
      )}
      <Group justify="space-between" mt="md">
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => leave(keeper, state)}>
          {state.kind === 'other' ? `Continue as ${state.name}` : 'Leave this page'}
        </Button>
      </Group>
    </dialog>
  );
}

/** What was typed is lost then, as the button says. */
function leave(keeper: SessionKeeper, state: SessionState): void {
  if (state.kind === 'other') window.location.reload();
  else keeper.giveUp();
}

function PasswordForm(props: { keeper: SessionKeeper; operator: Operator; onSecondFactor: () => void }) {
  const { keeper, operator, onSecondFactor } = props;
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const result = await signIn({ email: operator.email, password });
    if (result === 'second-factor') return onSecondFactor();
    if (result === 'done') {
      await keeper.check().catch(() => setFailure('The hub did not answer. Try again.'));
    } else {
      setFailure(result.failure);
      setPassword('');
    }
    setSending(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="md">
        <FormError message={failure} />
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {operator.name} · {operator.email}
        </Text>
        {/* So that a password manager knows whose password to fill in. */}
        <input type="email" name="email" autoComplete="username" value={operator.email} readOnly hidden />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={isSending} disabled={password === ''}>
          Sign in and continue
        </Button>
      </Stack>
    </form>
  );
}
