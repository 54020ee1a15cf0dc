import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
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

const route = getRouteApi('/operator/storefronts');

export function StorefrontsPage() {
  const mayChange = useMay('owner');
  const maySeeKeys = useMay('operator');
  const dialogs = useDialogs();
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const storefronts = trpc.storefronts.listStorefronts.useQuery({});
  const keys = trpc.storefronts.listKeys.useQuery({}, { enabled: maySeeKeys });
  const allKeys = keys.data?.items ?? [];
  const { edited, issuingFor } = dialogs.of(mayChange ? (storefronts.data?.items ?? []) : []);
  return (
    <>
      <PageHeader
        title="Storefronts & keys"
        action={
          mayChange ? (
            <Button
              {...storefrontDialog.nearby}
              leftSection={<IconPlus size={17} aria-hidden />}
              onClick={() => dialogs.edit('new')}
            >
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
            <Group gap={4} justify="flex-end" mb={-12}>
              <ExportButton list="storefronts" query={{}} label="Export storefronts" />
              {maySeeKeys ? <ExportButton list="keys" query={{}} label="Export keys" /> : null}
            </Group>
            {items.map((storefront) => (
              <StorefrontCard
                key={storefront.id}
                storefront={storefront}
                hubTimeZone={hubTimeZone}
                keys={maySeeKeys ? allKeys.filter((key) => key.storefront === storefront.slug) : null}
                mayChange={mayChange}
                onEdit={() => dialogs.edit(storefront)}
                onIssue={() => dialogs.issueFor(storefront)}
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
        onClose={dialogs.close}
      />
      <Late
        part={issueKeyDialog}
        isOpen={issuingFor !== null}
        storefront={issuingFor}
        kind={dialogs.kind}
        onClose={dialogs.close}
        onIssued={setIssued}
      />
      <IssuedKeyDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}

/** The dialogs of the page: opened by its buttons, or by an address that leads here. */
function useDialogs() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const [open, setOpen] = useState<{ edited: Storefront | 'new' } | { issuingFor: Storefront } | null>(null);
  return {
    kind: search.kind ?? 'publishable',
    edit: (edited: Storefront | 'new') => setOpen({ edited }),
    issueFor: (issuingFor: Storefront) => setOpen({ issuingFor }),
    close: () => {
      setOpen(null);
      void navigate({ to: '/storefronts', search: {}, replace: true, resetScroll: false });
    },
    of: (storefronts: readonly Storefront[]) => {
      const named = (slug: string | undefined) => storefronts.find((known) => known.slug === slug) ?? null;
      return {
        edited: open !== null && 'edited' in open ? open.edited : open === null ? named(search.edit) : null,
        issuingFor:
          open !== null && 'issuingFor' in open
            ? open.issuingFor
            : open === null && search.edit === undefined
              ? named(search.newKey)
              : null,
      };
    },
  };
}
