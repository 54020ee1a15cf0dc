import { Button, Skeleton, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { type IssuedKey, type Storefront, trpc } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { EnvironmentKeyCard } from './environment-key-card.tsx';
import { IssuedKeyDialog } from './issued-key-dialog.tsx';
import { StorefrontCard } from './storefront-card.tsx';

const storefrontDialog = onIntent(() => import('./storefront-dialog.tsx'), 'StorefrontDialog');
const testEventsCard = onIntent(() => import('./test-events-card.tsx'), 'TestEventsCard');
const issueKeyDialog = onIntent(() => import('./issue-key-dialog.tsx'), 'IssueKeyDialog');

export function StorefrontsPage() {
  const mayChange = useMay('owner');
  const maySeeKeys = useMay('operator');
  const [edited, setEdited] = useState<Storefront | 'new' | null>(null);
  const [issuingFor, setIssuingFor] = useState<Storefront | null>(null);
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const storefronts = trpc.storefronts.listStorefronts.useQuery({});
  const keys = trpc.storefronts.listKeys.useQuery({}, { enabled: maySeeKeys });
  const allKeys = keys.data?.items ?? [];
  return (
    <>
      <PageHeader
        title="Storefronts & keys"
        action={
          mayChange ? (
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEdited('new')}>
              Add storefront
            </Button>
          ) : null
        }
      >
        The shops that this hub serves. A publishable key goes into pages and may only report events; a secret
        key stays on your servers.
      </PageHeader>
      <QueryView query={storefronts} loading={<Skeleton height={220} />}>
        {({ items, hubTimeZone }) => (
          <Stack gap="lg">
            {items.map((storefront) => (
              <StorefrontCard
                key={storefront.id}
                storefront={storefront}
                hubTimeZone={hubTimeZone}
                keys={maySeeKeys ? allKeys.filter((key) => key.storefront === storefront.slug) : null}
                mayChange={mayChange}
                onEdit={() => setEdited(storefront)}
                onIssue={() => setIssuingFor(storefront)}
                onIssued={setIssued}
              />
            ))}
            <EnvironmentKeyCard keys={allKeys.filter(({ isFromEnvironment }) => isFromEnvironment)} />
            <Late part={testEventsCard} isOpen />
          </Stack>
        )}
      </QueryView>
      <Late
        part={storefrontDialog}
        isOpen={edited !== null}
        subject={edited}
        hubTimeZone={storefronts.data?.hubTimeZone ?? 'UTC'}
        onClose={() => setEdited(null)}
      />
      <Late
        part={issueKeyDialog}
        isOpen={issuingFor !== null}
        storefront={issuingFor}
        onClose={() => setIssuingFor(null)}
        onIssued={setIssued}
      />
      <IssuedKeyDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}
