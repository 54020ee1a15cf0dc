import { Drawer, Stack, Tabs, Text } from '@mantine/core';
import type { Affiliate } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { buildConversionSnippet, buildSnippets } from './snippets.ts';

/** Shows code that adds an affiliate's tracking to a storefront. */
export function SnippetDrawer(props: { affiliate: Affiliate | null; onClose: () => void }) {
  const { affiliate } = props;
  return (
    <Drawer
      opened={affiliate !== null}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={affiliate === null ? 'Tracking snippet' : `Tracking snippet · ${affiliate.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {affiliate === null ? null : <Snippet pixelId={affiliate.pixelId} />}
    </Drawer>
  );
}

function Snippet({ pixelId }: { pixelId: string }) {
  const facts = { origin: window.location.origin, pixelId };
  const snippets = buildSnippets(facts);
  return (
    <Stack gap="lg">
      <div>
        <Text fz="sm" fw={550} mb={6}>
          Pixel id
        </Text>
        <CodeBlock code={pixelId} label="pixel id" />
      </div>
      <Tabs defaultValue="sdk" keepMounted={false}>
        <Tabs.List mb="md" aria-label="Ways to track">
          <Tabs.Tab value="sdk">SDK</Tabs.Tab>
          <Tabs.Tab value="curl">curl</Tabs.Tab>
          <Tabs.Tab value="html">HTML</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sdk">
          <Stack gap="sm">
            <Text fz="sm">
              Report a visit when a page opens. A retry is the same event and never counts twice.
            </Text>
            <CodeBlock code={snippets.sdk} label="SDK snippet" />
            <Text fz="sm" mt="xs">
              Report an order from your server with a secret key, and its commission is owed. An order that a
              page reports is a claim, which pays nothing until you verify it.
            </Text>
            <CodeBlock code={buildConversionSnippet(facts)} label="conversion snippet" />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="curl">
          <Stack gap="sm">
            <Text fz="sm">
              A click, then an order. Send a browser’s user agent: the hub stores clicks from bots and from
              curl itself, but does not count them.
            </Text>
            <CodeBlock code={snippets.curl} label="curl snippet" />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="html">
          <Stack gap="sm">
            <Text fz="sm">Paste it before the end of the page’s body. It needs no build step.</Text>
            <CodeBlock code={snippets.html} label="HTML snippet" />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
