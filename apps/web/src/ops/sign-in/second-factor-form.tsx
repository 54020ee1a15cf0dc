import { Anchor, Button, PinInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { postAuth } from '../../hub/session.ts';
import { FormError } from '../../ui/form-footer.tsx';

/** Asks for the code of the authenticator app, or for a recovery code. */
export function SecondFactorForm({
  onDone,
  restart,
  onRestart,
}: {
  onDone: () => Promise<void>;
  /** What leads back to the password. */
  restart: string;
  onRestart: () => void;
}) {
  const [kind, setKind] = useState<'app' | 'recovery'>('app');
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  // A new number remounts the boxes, empty and with the cursor in the first one.
  const [tries, setTries] = useState(0);

  const submit = async (entered: string) => {
    setSending(true);
    const path = kind === 'app' ? 'two-factor/verify-totp' : 'two-factor/verify-backup-code';
    const result = await postAuth(path, { code: entered.trim() });
    if ('answer' in result) {
      await onDone();
      return;
    }
    setSending(false);
    setCode('');
    setTries((count) => count + 1);
    setFailure(result.failure);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(code);
      }}
    >
      <Stack gap="md">
        <FormError message={failure} />
        {kind === 'app' ? (
          <div>
            <Text fz="sm" mb={8} id="code-label">
              The six digits that your authenticator app shows
            </Text>
            <PinInput
              key={tries}
              length={6}
              type="number"
              oneTimeCode
              autoFocus
              size="md"
              aria-labelledby="code-label"
              value={code}
              onChange={setCode}
              onComplete={(entered) => void submit(entered)}
              disabled={isSending}
            />
          </div>
        ) : (
          <TextInput
            label="Recovery code"
            description="Each works once."
            value={code}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={isSending} disabled={code === ''}>
          Sign in
        </Button>
        <Anchor
          component="button"
          type="button"
          fz="sm"
          onClick={() => {
            setKind(kind === 'app' ? 'recovery' : 'app');
            setCode('');
            setFailure(undefined);
          }}
        >
          {kind === 'app' ? 'Use a recovery code instead' : 'Use the authenticator app instead'}
        </Anchor>
        <Anchor component="button" type="button" fz="sm" c="dimmed" onClick={onRestart}>
          {restart}
        </Anchor>
      </Stack>
    </form>
  );
}
