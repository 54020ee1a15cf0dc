import { Button, Group, Modal, Stack, Tabs, Text } from '@mantine/core';
import type { IssuedKey } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { buildKeySnippets } from './key-snippets.ts';

/** Shows a new key once, with code to paste. */
export function IssuedKeyDialog({ issued, onClose }: { issued: IssuedKey | null; onClose: () => void }) {
  return (
    <Modal
      opened={issued !== null}
      onClose={onClose}
      size="lg"
      title={issued === null ? '' : `Your new key · ${issued.apiKey.name}`}
      // A click beside the dialog would lose a key that is never shown again.
      closeOnClickOutside={false}
    >
      {issued === null ? null : <Content issued={issued} onClose={onClose} />}
    </Modal>
  );
}

function Content({ issued, onClose }: { issued: IssuedKey; onClose: () => void }) {
  const snippets = buildKeySnippets({
    origin: window.location.origin,
    kind: issued.apiKey.kind,
    scopes: issued.apiKey.scopes,
    key: issued.key,
  });
  return (
    <Stack gap="md">
      <Text fz="sm">Copy it now: the hub keeps only its hash and cannot show it again.</Text>
      <CodeBlock code={issued.key} label="the key" />
      <Tabs defaultValue={snippets[0]?.name ?? null} keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ name, intro, code }) => (
          <Tabs.Panel key={name} value={name} pt="sm">
            <Text fz="sm" c="dimmed" mb={8}>
              {intro}
            </Text>
            <CodeBlock code={code} label={`the ${name} example`} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
