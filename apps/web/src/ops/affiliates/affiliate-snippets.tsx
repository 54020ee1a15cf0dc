import { Stack, Text } from '@mantine/core';
import type { Affiliate } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { buildSnippets } from './snippets.ts';

/** A partner's link, and code that tells the hub of its visits and orders. */
export function AffiliateSnippets({ affiliate: { pixelId, handle } }: { affiliate: Affiliate }) {
  const snippets = buildSnippets({ origin: window.location.origin, pixelId, handle });
  return (
    <Stack gap="md">
      <SectionCard title="Link" intro="Give it to the partner. It counts a click and leads to your shop.">
        <Stack gap="xs">
          <CodeBlock code={snippets.link} label="link" />
          <Text fz="sm" c="dimmed">
            Add <code>?to=/products/tent</code> for another page of your shop, and <code>s=newsletter</code>{' '}
            for the partner’s own sub-id. Where links may lead is set at{' '}
            <AnchorLink to="/storefronts" fz="sm" underline="always">
              Storefronts
            </AnchorLink>
            .
          </Text>
        </Stack>
      </SectionCard>
      <SectionCard
        title="Script"
        intro="For pages that the partner’s visitors land on. Paste it before the end of the body; it needs no build step."
      >
        <CodeBlock code={snippets.html} label="script" />
      </SectionCard>
      <SectionCard
        title="Server"
        intro="Report orders from your server with a secret key, and they earn commission. An order that a page reports is a claim, which pays nothing until you verify it."
      >
        <CodeBlock code={snippets.server} label="server snippet" />
      </SectionCard>
      <SectionCard
        title="SDK for pages"
        intro="Report a visit when a page opens. A retry is the same event and never counts twice."
      >
        <CodeBlock code={snippets.sdk} label="SDK snippet" />
      </SectionCard>
      <SectionCard
        title="curl"
        intro="A click, then an order. Send a browser’s user agent: the hub stores clicks from bots and from curl itself, but does not count them."
      >
        <CodeBlock code={snippets.curl} label="curl snippet" />
      </SectionCard>
      <SectionCard
        title="Pixel id"
        intro="Scripts and servers use it to name this partner. It never changes."
      >
        <CodeBlock code={pixelId} label="pixel id" />
      </SectionCard>
    </Stack>
  );
}
