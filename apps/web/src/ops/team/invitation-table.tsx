import { Button, Group, Text } from '@mantine/core';
import { readHubError } from '../../hub/hub-error.ts';
import { type Invitation, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/data-table.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { RoleTag } from './role-tag.tsx';

/** Invitations that nobody has accepted yet. */
export function InvitationTable(props: { invitations: readonly Invitation[]; mayChange: boolean }) {
  const cache = trpc.useUtils();
  const revoke = trpc.team.revokeInvitation.useMutation({
    onSuccess: () => {
      showSuccess('The invitation is closed.');
      return cache.team.listTeam.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  const columns: Column<Invitation>[] = [
    {
      name: 'Email',
      card: 'title',
      cell: ({ email }) => (
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{email}</bdi>
        </Text>
      ),
    },
    { name: 'Role', card: 'aside', cell: ({ role }) => <RoleTag role={role} /> },
    { name: 'Invited by', cell: ({ invitedBy }) => <bdi>{invitedBy}</bdi> },
    { name: 'Invited', cell: ({ createdAt }) => <Timestamp at={createdAt} isShort /> },
    { name: 'Open until', cell: ({ expiresAt }) => <Timestamp at={expiresAt} isShort /> },
    ...(props.mayChange
      ? [
          {
            name: 'Actions',
            card: 'actions' as const,
            width: 110,
            cell: ({ id, email }: Invitation) => (
              <Group justify="flex-end">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Close the invitation for ${email}`}
                  onClick={() =>
                    confirm({
                      title: `Close the invitation for ${email}?`,
                      body: 'Its link stops working at once. You can invite the same address again.',
                      confirm: 'Close the invitation',
                      onConfirm: () => revoke.mutate({ id }),
                    })
                  }
                >
                  Close…
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ];
  return (
    <TableSection title="Open invitations" intro="Each link works once.">
      <DataTable
        label="Open invitations"
        columns={columns}
        rows={props.invitations}
        rowKey={({ id }) => id}
        rowName={({ email }) => email}
      />
    </TableSection>
  );
}
