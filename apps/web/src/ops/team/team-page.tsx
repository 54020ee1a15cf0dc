import { Box, Button, Text } from '@mantine/core';
import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { asLoadable } from '../../hub/loadable.ts';
import { operatorQuery, useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { wholeList } from '../../ui/whole-list.ts';
import { InvitationTable } from './invitation-table.tsx';
import { peopleColumns } from './people-columns.tsx';
import { JOINED_FIRST, teamSorts } from './team-search.ts';

const inviteDialog = onIntent(() => import('./invite-dialog.tsx'), 'InviteDialog');

const route = getRouteApi('/operator/team');

/** Who may sign in, what they may do, and who is invited. */
export function TeamPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, type, clear, sorting } = useListSearch(search, JOINED_FIRST);
  const [isInviting, setInviting] = useState(false);
  const mayChange = useMay('owner');
  const me = useQuery(operatorQuery).data?.email;
  const wanted = {
    search: filter.search,
    role: filter.role,
    sort: teamSorts.find((sort) => sort === sorting.current.by),
    order: sorting.current.order,
  };
  const team = trpc.team.listTeam.useQuery(wanted, { placeholderData: (previous) => previous });
  const columns = useMemo(() => peopleColumns({ me, mayChange }), [me, mayChange]);
  const invitations = team.data?.invitations ?? [];
  return (
    <>
      <ListPage
        title="Team"
        description="Owners change people, keys and storefronts. Operators run the shop: partners, orders, stock and alerts. Analysts read."
        action={
          mayChange ? (
            <Button
              {...inviteDialog.nearby}
              leftSection={<IconUserPlus size={17} aria-hidden />}
              onClick={() => setInviting(true)}
            >
              Invite
            </Button>
          ) : (
            <Text fz="sm" c="dimmed">
              Owners invite people and change roles.
            </Text>
          )
        }
        filtersLabel="Filter people"
        filters={
          <>
            <SearchField
              label="Search people"
              placeholder="Name or email"
              value={filter.search ?? ''}
              onSearch={(text) => type({ search: text === '' ? undefined : text })}
            />
            <ChoiceFilter
              label="Role"
              any="Any role"
              choices={{ owner: 'Owner', operator: 'Operator', analyst: 'Analyst' }}
              value={filter.role}
              onChoose={(role) => choose({ role })}
            />
          </>
        }
        search={search}
        rows={wholeList(asLoadable(team), ({ people }) => people, team.isPlaceholderData)}
        exportButton={<ExportButton list="team" query={wanted} />}
        noun="person"
        clearFilters={isFiltered ? clear : undefined}
        empty={
          <EmptyState icon={IconUsersGroup} title="Nobody yet">
            Invite somebody to share this hub.
          </EmptyState>
        }
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        sorting={sorting}
      />
      {invitations.length === 0 ? null : (
        <Box mt="lg">
          <InvitationTable invitations={invitations} mayChange={mayChange} />
        </Box>
      )}
      <Late part={inviteDialog} isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}
