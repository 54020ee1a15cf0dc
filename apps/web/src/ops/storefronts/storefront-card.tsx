import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconKey, IconPencil } from '@tabler/icons-react';
import { useId } from 'react';
import { Money } from '../../hub/money.tsx';
import type { ApiKey, IssuedKey, Storefront } from '../../hub/trpc.ts';
import { Tag } from '../../ui/tag.tsx';
import { nameOfZone } from '../../ui/time-zone.tsx';
import { KeyTable } from './key-table.tsx';

/** A storefront with its origins, and its keys for people who may see them. */
export function StorefrontCard(props: {
  storefront: Storefront;
  hubTimeZone: string;
  keys: readonly ApiKey[] | null;
  mayChange: boolean;
  onEdit: () => void;
  onIssue: () => void;
  onIssued: (issued: IssuedKey) => void;
}) {
  const { storefront, keys } = props;
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <Group justify="space-between" align="flex-start" p="md" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <Title order={2} fz={16} id={titleId}>
              {storefront.name}
            </Title>
            <Tag tone="faint">{storefront.slug}</Tag>
            <Tag tone="faint">{storefront.currency}</Tag>
            <Tag tone="faint">{nameOfZone(storefront.timeZone ?? props.hubTimeZone)}</Tag>
          </Group>
          <Origins origins={storefront.allowedOrigins} />
          <Claims storefront={storefront} />
        </div>
        {props.mayChange ? (
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPencil size={15} aria-hidden />}
              aria-label={`Edit ${storefront.name}`}
              onClick={props.onEdit}
            >
              Edit
            </Button>
            <Button
              size="compact-sm"
              leftSection={<IconKey size={15} aria-hidden />}
              aria-label={`New key for ${storefront.name}`}
              onClick={props.onIssue}
            >
              New key
            </Button>
          </Group>
        ) : null}
      </Group>
      {keys === null ? null : keys.length === 0 ? (
        <Text fz="sm" c="dimmed" px="md" pb="md">
          No keys yet. Clicks and claims need none; verified orders need a secret one.
        </Text>
      ) : (
        <KeyTable keys={keys} mayChange={props.mayChange} onIssued={props.onIssued} />
      )}
    </Paper>
  );
}

function Origins({ origins }: { origins: readonly string[] }) {
  if (origins.length === 0) {
    return (
      <Text fz="sm" c="var(--hub-warn-text, inherit)" mt={4}>
        No origin yet: tracked links lead nowhere, and its publishable keys work on any page.
      </Text>
    );
  }
  return (
    <Text fz="sm" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
      {origins.join(' · ')}
    </Text>
  );
}

const claimWords: Record<Storefront['claims'], string> = {
  count: 'Claims count in the 30-day figures',
  apart: 'Claims do not count until they are verified',
  refuse: 'Claims are refused',
};

/** What becomes of orders that pages report. */
function Claims({ storefront: { claims, maxClaim, currency } }: { storefront: Storefront }) {
  return (
    <Text fz="sm" c="dimmed" mt={4}>
      {claimWords[claims]}
      {claims === 'refuse' || maxClaim === null ? null : (
        <>
          , up to <Money amount={maxClaim} currency={currency} /> each
        </>
      )}
      .
    </Text>
  );
}
