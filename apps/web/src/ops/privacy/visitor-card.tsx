import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { saveJson } from '../../ui/save-json.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Exports or erases what the hub knows about a visitor. */
export function VisitorCard() {
  const [visitorId, setVisitorId] = useState('');
  const onError = (error: unknown) => showFailure(readHubError(error).message);
  const read = trpc.privacy.exportVisitor.useMutation({
    onSuccess: (data) => saveJson('visitor.json', data),
    onError,
  });
  const erase = trpc.privacy.eraseVisitor.useMutation({
    onSuccess: ({ clicks }) => {
      showSuccess(
        clicks === 0
          ? 'The hub knows nothing about this visitor.'
          : `The visitor behind ${clicks} clicks is forgotten.`,
      );
      setVisitorId('');
    },
    onError,
  });
  const isEmpty = visitorId.trim() === '';
  return (
    <SectionCard
      title="A visitor"
      intro="By the id that your shop gave them. After two days, visitors without an id cannot be told apart."
    >
      <Stack gap="md">
        <TextInput
          label="Visitor id"
          value={visitorId}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setVisitorId(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button
            variant="default"
            disabled={isEmpty}
            loading={read.isPending}
            onClick={() => read.mutate({ visitorId })}
          >
            Export
          </Button>
          <Button
            color="red"
            variant="outline"
            disabled={isEmpty}
            loading={erase.isPending}
            onClick={() =>
              confirm({
                title: 'Forget this visitor?',
                body: 'Their clicks stay in the figures but no longer say who made them. Orders keep their amounts. This cannot be undone.',
                confirm: 'Forget',
                isDangerous: true,
                onConfirm: () => erase.mutate({ visitorId }),
              })
            }
          >
            Forget…
          </Button>
        </Group>
      </Stack>
    </SectionCard>
  );
}
