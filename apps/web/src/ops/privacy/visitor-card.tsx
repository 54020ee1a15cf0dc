import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { saveJson } from '../../ui/save-json.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { describeForgotten } from './privacy-words.ts';

/** As long as the hub takes them: of an id that is cut off, nothing is known. */
const LONGEST_ID = 1024;

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
      showSuccess(describeForgotten(clicks));
      setVisitorId('');
    },
    onError,
  });
  // What is copied from elsewhere often has a space at its end; an id has none.
  const asked = { visitorId: visitorId.trim() };
  const isEmpty = asked.visitorId === '';
  return (
    <SectionCard
      title="A visitor"
      intro="By the id that your shop gave them. After two days, visitors without an id cannot be told apart."
    >
      <Stack gap="md">
        <TextInput
          label="Visitor id"
          value={visitorId}
          maxLength={LONGEST_ID}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setVisitorId(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button
            variant="default"
            disabled={isEmpty}
            loading={read.isPending}
            onClick={() => read.mutate(asked)}
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
                onConfirm: () => erase.mutate(asked),
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
