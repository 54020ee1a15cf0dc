import { ROLES } from '@dreamteamhub/sdk/contract';
import { Group, Text } from '@mantine/core';
import {
  IconDoorExit,
  IconDownload,
  IconEraser,
  IconShieldCheck,
  IconUserMinus,
  IconUserShield,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { operatorQuery } from '../../hub/session.ts';
import type { Person } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { MenuDivider, MenuItem } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { RoleTag } from './role-tag.tsx';
import { usePersonActions } from './use-person-actions.ts';

export function PeopleTable({ people, mayChange }: { people: readonly Person[]; mayChange: boolean }) {
  const me = useQuery(operatorQuery).data?.email;
  const columns: Column<Person>[] = [
    {
      name: 'Name',
      card: 'title',
      cell: ({ name, email }) => (
        <>
          <Group gap={8}>
            <Text fz="sm" fw={550}>
              {name}
            </Text>
            {email === me ? <Tag tone="faint">You</Tag> : null}
          </Group>
          <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {email}
          </Text>
        </>
      ),
    },
    { name: 'Role', card: 'aside', cell: ({ role }) => <RoleTag role={role} /> },
    {
      name: 'Second factor',
      cell: ({ twoFactorEnabled }) =>
        twoFactorEnabled ? (
          <Tag tone="good" icon={IconShieldCheck}>
            On
          </Tag>
        ) : (
          <Tag tone="warn">Off</Tag>
        ),
    },
    {
      name: 'Last seen',
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? (
          <Text span fz="sm" c="dimmed">
            Signed out
          </Text>
        ) : (
          <DateStamp at={lastSeenAt} />
        ),
    },
    { name: 'Browsers', align: 'end', cell: ({ sessionCount }) => sessionCount },
    { name: 'Since', cell: ({ createdAt }) => <DateStamp at={createdAt} /> },
    ...(mayChange
      ? [
          {
            name: 'Actions',
            card: 'actions' as const,
            width: 70,
            cell: (person: Person) => <PersonMenu person={person} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      label="People"
      columns={columns}
      rows={people}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
    />
  );
}

function PersonMenu({ person }: { person: Person }) {
  const actions = usePersonActions(person);
  return (
    <Group justify="flex-end">
      <RowMenu
        label={`Actions for ${person.name}`}
        isBusy={actions.isChanging}
        items={() => (
          <>
            {ROLES.filter((role) => role !== person.role).map((role) => (
              <MenuItem
                key={role}
                icon={<IconUserShield size={16} aria-hidden />}
                onSelect={() => actions.changeRole(role)}
              >
                Make {role}
              </MenuItem>
            ))}
            <MenuItem icon={<IconDoorExit size={16} aria-hidden />} onSelect={actions.signOut}>
              Sign out everywhere…
            </MenuItem>
            <MenuDivider />
            <MenuItem isDanger icon={<IconUserMinus size={16} aria-hidden />} onSelect={actions.remove}>
              Remove from the team…
            </MenuItem>
            <MenuDivider />
            <MenuItem icon={<IconDownload size={16} aria-hidden />} onSelect={actions.read}>
              Export data
            </MenuItem>
            <MenuItem isDanger icon={<IconEraser size={16} aria-hidden />} onSelect={actions.erase}>
              Remove and forget…
            </MenuItem>
          </>
        )}
      />
    </Group>
  );
}
