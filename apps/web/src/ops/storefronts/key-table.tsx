import { SCOPES } from '@dreamteamhub/sdk/contract';
import { Group, Text } from '@mantine/core';
import { IconKeyOff, IconRefresh } from '@tabler/icons-react';
import type { ApiKey, IssuedKey } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { DateStamp, Timestamp } from '../../ui/timestamp.tsx';
import { useKeyActions } from './use-key-actions.ts';

const statusTones: Record<ApiKey['status'], Tone> = {
  active: 'good',
  expiring: 'warn',
  expired: 'faint',
  revoked: 'faint',
};

export function KeyTable(props: {
  keys: readonly ApiKey[];
  mayChange: boolean;
  onIssued: (issued: IssuedKey) => void;
}) {
  const columns: Column<ApiKey>[] = [
    {
      name: 'Key',
      card: 'title',
      cell: ({ name, kind, isTest, lastFour }) => (
        <>
          <Text fz="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Text fz={13} c="dimmed" className="hub-mono">
            {kind === 'publishable' ? 'pk' : 'sk'}_{isTest ? 'test_' : ''}…{lastFour}
          </Text>
        </>
      ),
    },
    { name: 'Status', card: 'aside', cell: (key) => <KeyStatus apiKey={key} /> },
    {
      name: 'May',
      cell: ({ kind, isTest, scopes }) => (
        <Text fz={13} component="span">
          {isTest
            ? 'try everything out, without effect'
            : kind === 'publishable'
              ? 'report events'
              : describeScopes(scopes)}
        </Text>
      ),
    },
    {
      name: 'Last used',
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          <Text span fz="sm" c="dimmed">
            Never
          </Text>
        ) : (
          <Timestamp at={lastUsedAt} isShort />
        ),
    },
    { name: 'Made', cell: ({ createdAt }) => <DateStamp at={createdAt} /> },
    ...(props.mayChange
      ? [
          {
            name: 'Actions',
            card: 'actions' as const,
            width: 70,
            cell: (key: ApiKey) => <KeyMenu apiKey={key} onIssued={props.onIssued} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      label="Keys"
      columns={columns}
      rows={props.keys}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
    />
  );
}

function KeyStatus({ apiKey: { status, expiresAt, isTest } }: { apiKey: ApiKey }) {
  const words = { active: 'Active', expiring: 'Rotated', expired: 'Expired', revoked: 'Revoked' } as const;
  return (
    <Group gap={6}>
      <Tag tone={statusTones[status]}>{words[status]}</Tag>
      {isTest ? <Tag tone="accent">Test mode</Tag> : null}
      {status === 'expiring' && expiresAt !== null ? (
        <Text span fz={13} c="dimmed">
          until <Timestamp at={expiresAt} isShort />
        </Text>
      ) : null}
    </Group>
  );
}

function KeyMenu({ apiKey, onIssued }: { apiKey: ApiKey; onIssued: (issued: IssuedKey) => void }) {
  const actions = useKeyActions(apiKey, onIssued);
  const hasEnded = apiKey.status === 'revoked' || apiKey.status === 'expired';
  if (hasEnded) return null;
  return (
    <Group justify="flex-end">
      <RowMenu
        label={`Actions for the key ${apiKey.name}`}
        isBusy={actions.isChanging}
        items={() => (
          <>
            {apiKey.status === 'active' ? (
              <MenuItem icon={<IconRefresh size={16} aria-hidden />} onSelect={actions.rotate}>
                Rotate…
              </MenuItem>
            ) : null}
            <MenuItem isDanger icon={<IconKeyOff size={16} aria-hidden />} onSelect={actions.revoke}>
              Revoke…
            </MenuItem>
          </>
        )}
      />
    </Group>
  );
}

function describeScopes(scopes: ApiKey['scopes']): string {
  return scopes.length === SCOPES.length ? 'everything that a key can do' : scopes.join(', ');
}
