import { Button, Center, Group, Text } from '@mantine/core';
import { IconKeyOff, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiKey, IssuedKey } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Lines } from '../../ui/lines.tsx';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { DateStamp, Timestamp } from '../../ui/timestamp.tsx';
import { describeScopes } from './scope-words.ts';
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
      name: 'Allowed to',
      width: '30%',
      cell: (key) => (
        <Text fz={13} component="span" lineClamp={3} title={describeRights(key)}>
          {describeRights(key)}
        </Text>
      ),
    },
    {
      name: 'Last used',
      cell: ({ lastUsedAt, lastUsedNetwork }) =>
        lastUsedAt === null ? (
          <Text span fz="sm" c="dimmed">
            Never
          </Text>
        ) : (
          <Lines detail={lastUsedNetwork === null ? null : <>from {lastUsedNetwork}</>}>
            <Timestamp at={lastUsedAt} isShort />
          </Lines>
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
  const [showsEnded, setShowsEnded] = useState(false);
  const ended = props.keys.filter(hasEnded);
  const working = props.keys.filter((key) => !hasEnded(key));
  return (
    <>
      {working.length === 0 && !showsEnded ? (
        <Text fz="sm" c="dimmed" px="md" pb="sm">
          No key works any more.
        </Text>
      ) : (
        <DataTable
          label="Keys"
          columns={columns}
          rows={showsEnded ? [...working, ...ended] : working}
          rowKey={({ id }) => id}
          rowName={({ name }) => name}
        />
      )}
      {ended.length === 0 ? null : (
        <Center p="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={showsEnded}
            onClick={() => setShowsEnded(!showsEnded)}
          >
            {showsEnded ? 'Hide' : 'Show'}{' '}
            {ended.length === 1 ? 'the ended key' : `${ended.length} ended keys`}
          </Button>
        </Center>
      )}
    </>
  );
}

const hasEnded = ({ status }: ApiKey) => status === 'revoked' || status === 'expired';

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
  if (hasEnded(apiKey)) return null;
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

function describeRights({ isTest, kind, scopes }: ApiKey): string {
  if (isTest) return 'Try everything out, without effect';
  return kind === 'publishable' ? 'Report visits and claims from pages' : describeScopes(scopes);
}
