import { Button, Paper, Stack } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { DataTableSkeleton } from '../../ui/table-skeleton.tsx';
import { InvitationTable } from './invitation-table.tsx';
import { PeopleTable } from './people-table.tsx';

const inviteDialog = onIntent(() => import('./invite-dialog.tsx'), 'InviteDialog');

export function TeamPage() {
  const [isInviting, setInviting] = useState(false);
  const mayChange = useMay('owner');
  const team = trpc.team.listTeam.useQuery({});
  return (
    <>
      <PageHeader
        title="Team"
        action={
          mayChange ? (
            <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => setInviting(true)}>
              Invite
            </Button>
          ) : null
        }
      >
        Owners change people, keys and storefronts. Operators run the shop: affiliates, orders, stock and
        alerts. Analysts read.
      </PageHeader>
      <Stack gap="lg">
        <Paper>
          <QueryView query={team} loading={<DataTableSkeleton />}>
            {({ people }) => <PeopleTable people={people} mayChange={mayChange} />}
          </QueryView>
        </Paper>
        {team.data === undefined || team.data.invitations.length === 0 ? null : (
          <InvitationTable invitations={team.data.invitations} mayChange={mayChange} />
        )}
      </Stack>
      <Late part={inviteDialog} isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}
