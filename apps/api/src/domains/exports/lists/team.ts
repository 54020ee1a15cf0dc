import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

const person = columnsOf<WireOutputs<typeof admin>['team']['listTeam']['people'][number]>();

export const teamExport = listExport({
  list: 'team',
  entry: admin.team.listTeam,
  fileName: 'team',
  // All of them are one page.
  read: async (lists, wish) => ({ items: (await lists.team(wish)).people, nextCursor: null }),
  columns: [
    person.text('name', 'Name', (row) => row.name),
    person.text('email', 'Email', (row) => row.email),
    person.text('role', 'Role', (row) => row.role),
    person.flag('twoFactorEnabled', 'Second factor', (row) => row.twoFactorEnabled),
    person.time('lastSeenAt', 'Last seen', (row) => row.lastSeenAt),
    person.count('sessionCount', 'Sessions', (row) => row.sessionCount),
    person.text('invitedBy', 'Invited by', (row) => row.invitedBy),
    person.time('createdAt', 'Joined', (row) => row.createdAt),
    person.text('id', 'Id', (row) => row.id),
  ],
});
