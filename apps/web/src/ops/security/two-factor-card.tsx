import { Button, Group, Modal, PasswordInput, PinInput, Skeleton, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { operatorQuery, postAuth } from '../../hub/session.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { FormError } from '../../ui/form-footer.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showSuccess } from '../../ui/toasts.ts';

const qrCode = onIntent(() => import('./qr-code.tsx'), 'QrCode');

/** What to do after the password. */
type Task = 'enable' | 'disable' | 'renew';

interface Prepared {
  totpURI: string;
  backupCodes: string[];
}

type Step =
  | { name: 'password'; task: Task }
  | { name: 'scan'; prepared: Prepared }
  | { name: 'codes'; codes: string[] };

const paths = {
  enable: 'two-factor/enable',
  disable: 'two-factor/disable',
  renew: 'two-factor/generate-backup-codes',
} as const satisfies Record<Task, string>;

const titles = {
  enable: 'Turn on the second factor',
  disable: 'Turn off the second factor',
  renew: 'Make new recovery codes',
} as const satisfies Record<Task, string>;

export function TwoFactorCard() {
  const operator = useQuery(operatorQuery).data;
  const queryClient = useQueryClient();
  const [step, setStep] = useState<Step | null>(null);
  const isOn = operator?.twoFactorEnabled ?? false;
  const refresh = () => queryClient.fetchQuery({ ...operatorQuery, staleTime: 0 });

  const onPassword = (task: Task, answer: unknown) => {
    if (task === 'enable') return setStep({ name: 'scan', prepared: answer as Prepared });
    if (task === 'renew') return setStep({ name: 'codes', codes: (answer as Prepared).backupCodes });
    setStep(null);
    showSuccess('The second factor is off.');
    void refresh();
  };

  return (
    <SectionCard
      title="Second factor"
      intro="A code from the authenticator app on your phone, in addition to the password."
      aside={
        isOn ? (
          <Tag tone="good" icon={IconShieldCheck}>
            On
          </Tag>
        ) : (
          <Tag tone="warn">Off</Tag>
        )
      }
    >
      {operator === undefined ? (
        <Skeleton height={36} />
      ) : isOn ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => setStep({ name: 'password', task: 'renew' })}>
            New recovery codes
          </Button>
          <Button variant="default" onClick={() => setStep({ name: 'password', task: 'disable' })}>
            Turn off
          </Button>
        </Group>
      ) : (
        <Button onClick={() => setStep({ name: 'password', task: 'enable' })}>Turn on</Button>
      )}
      <Modal opened={step !== null} onClose={() => setStep(null)} title={titleOf(step)}>
        {step?.name === 'password' ? (
          <PasswordStep task={step.task} onDone={(answer) => onPassword(step.task, answer)} />
        ) : null}
        {step?.name === 'scan' ? (
          <ScanStep
            prepared={step.prepared}
            onDone={async () => {
              await refresh();
              setStep({ name: 'codes', codes: step.prepared.backupCodes });
            }}
          />
        ) : null}
        {step?.name === 'codes' ? <CodesStep codes={step.codes} onDone={() => setStep(null)} /> : null}
      </Modal>
    </SectionCard>
  );
}

function titleOf(step: Step | null): string {
  if (step?.name === 'password') return titles[step.task];
  return step?.name === 'scan' ? 'Set up your app' : 'Recovery codes';
}

function PasswordStep({ task, onDone }: { task: Task; onDone: (answer: unknown) => void }) {
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  const submit = async () => {
    setSending(true);
    const result = await postAuth(paths[task], { password });
    setSending(false);
    if ('answer' in result) return onDone(result.answer);
    setPassword('');
    setFailure(result.status === 400 ? 'That is not your password.' : result.failure);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <FormError message={failure} />
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isSending} disabled={password === ''}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ScanStep({ prepared, onDone }: { prepared: Prepared; onDone: () => Promise<void> }) {
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  // A new number remounts the boxes, empty and with the cursor in the first one.
  const [tries, setTries] = useState(0);
  const secret = new URL(prepared.totpURI).searchParams.get('secret') ?? '';
  const submit = async (entered: string) => {
    setSending(true);
    const result = await postAuth('two-factor/verify-totp', { code: entered });
    setSending(false);
    if ('answer' in result) return onDone();
    setCode('');
    setTries((count) => count + 1);
    setFailure(result.failure);
  };
  return (
    <Stack gap="md">
      <Text fz="sm">Scan this with your authenticator app, then enter the six digits that it shows.</Text>
      {/* White in both color schemes, because cameras need the contrast. */}
      <div style={{ background: 'white', padding: 16, minHeight: 216, alignSelf: 'center', borderRadius: 8 }}>
        <Late
          part={qrCode}
          isOpen
          value={prepared.totpURI}
          size={184}
          title="QR code for your authenticator app"
        />
      </div>
      <div>
        <Text fz={13} c="dimmed" mb={4}>
          Or enter this key by hand
        </Text>
        <CodeBlock code={secret} label="the key" />
      </div>
      <FormError message={failure} />
      <PinInput
        key={tries}
        autoFocus={tries > 0}
        length={6}
        type="number"
        oneTimeCode
        aria-label="Code from your app"
        value={code}
        onChange={setCode}
        onComplete={(entered) => void submit(entered)}
        disabled={isSending}
        style={{ justifyContent: 'center' }}
      />
    </Stack>
  );
}

function CodesStep({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text fz="sm">
        Keep these where you can find them without your phone. Each works once. They are shown only now.
      </Text>
      <CodeBlock code={codes.join('\n')} label="the recovery codes" />
      <Group justify="flex-end">
        <Button onClick={onDone}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
