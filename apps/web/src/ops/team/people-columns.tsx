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
import type { Person } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { MenuDivider, MenuItem } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { RoleTag } from './role-tag.tsx';
import { usePersonActions } from './use-person-actions.ts';

/** The columns of the team. `me` is the reader's own address. */
export function peopleColumns({
  me,
  mayChange,
}: {
  me: string | undefined;
  mayChange: boolean;
}): Column<Person>[] {
  return mayChange ? [...facts(me), actions] : facts(me);
}

const facts = (me: string | undefined): Column<Person>[] => [
  {
    name: 'Name',
    card: 'title',
    sort: 'name',
    orderNames: { asc: 'Name, A to Z', desc: 'Name, Z to A' },
    cell: ({ name, email }) => (
      <Lines detail={<bdi>{email}</bdi>}>
        <b className="hub-strong">
          <bdi>{name}</bdi>
        </b>
        {email === me ? (
          <>
            {' '}
            <Tag tone="faint">You</Tag>
          </>
        ) : null}
      </Lines>
    ),
  },
  {
    name: 'Role',
    card: 'aside',
    sort: 'role',
    orderNames: { asc: 'Owners first', desc: 'Analysts first' },
    cell: ({ role }) => <RoleTag role={role} />,
  },
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
    sort: 'seen',
    firstOrder: 'desc',
    orderNames: { asc: 'Seen longest ago first', desc: 'Seen last first' },
    cell: ({ lastSeenAt, sessionCount }) =>
      lastSeenAt === null ? (
        <Text span fz="sm" c="dimmed">
          Signed out
        </Text>
      ) : (
        <Lines detail={sessionCount === 1 ? 'in 1 browser' : `in ${sessionCount} browsers`}>
          <DateStamp at={lastSeenAt} />
        </Lines>
      ),
  },
  {
    name: 'On the team',
    sort: 'since',
    orderNames: { asc: 'Longest on the team first', desc: 'Newest first' },
    cell: ({ createdAt, invitedBy }) => (
      <Lines
        detail={
          invitedBy === null ? null : (
            <>
              invited by <bdi>{invitedBy}</bdi>
            </>
          )
        }
      >
        since <DateStamp at={createdAt} />
      </Lines>
    ),
  },
];

const actions: Column<Person> = {
  name: 'Actions',
  card: 'actions',
  width: 70,
  cell: (person) => <PersonMenu person={person} />,
};

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
