import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { totalWords } from '../../ui/count-line.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ButtonLink, CellLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { PartnerField } from './partner-field.tsx';
import classes from './rules.module.css';
import { useGroupOf } from './use-group-of.ts';

const groupDialog = onIntent(() => import('./group-dialog.tsx'), 'GroupDialog');

const route = getRouteApi('/operator/rules/groups/$id');

type GroupDetail = AdminOutputs['commissions']['getGroup'];
type Member = GroupDetail['members'][number];

/** A group, and who is in it. */
export function GroupPage() {
  const id = Number(route.useParams().id);
  const query = trpc.commissions.getGroup.useQuery({ id });
  const hasStorefronts = useStorefronts().length > 1;
  const [isRenaming, setRenaming] = useState(false);
  return (
    <QueryDetailPage
      list={{ path: '/rules/groups', name: 'Groups' }}
      noun="group"
      icon={IconUsersGroup}
      query={query}
      title={({ name }) => name}
      description={({ storefront, affiliates }) =>
        `${hasStorefronts ? `${storefront} · ` : ''}${totalWords({ count: affiliates, isMore: false }, 'partner')}`
      }
      action={() => (
        <OperatorOnly>
          <Group gap="xs">
            <Button variant="default" onClick={() => setRenaming(true)}>
              Rename…
            </Button>
            <ButtonLink to="/rules/new" search={{ group: id }}>
              New rule for this group
            </ButtonLink>
          </Group>
        </OperatorOnly>
      )}
    >
      {(group) => (
        <>
          <Members group={group} />
          <Late
            part={groupDialog}
            isOpen={isRenaming}
            subject={isRenaming ? group : null}
            onClose={() => setRenaming(false)}
          />
        </>
      )}
    </QueryDetailPage>
  );
}

function Members({ group }: { group: GroupDetail }) {
  const mayChange = useMay('operator');
  const columns = useMemo(
    () => (mayChange ? [...facts, removal(group.name)] : facts),
    [mayChange, group.name],
  );
  const { members, affiliates } = group;
  return (
    <TableSection
      title="Partners"
      intro={
        affiliates > members.length
          ? `The first ${members.length} by name.`
          : 'Orders from now on use the rules of the group. What is booked stays as it is.'
      }
    >
      <OperatorOnly>
        <AddPartner group={group} />
      </OperatorOnly>
      {members.length === 0 ? (
        <Text fz="sm" c="dimmed" px={18} pb={16}>
          Nobody is in this group yet.
        </Text>
      ) : (
        <DataTable
          label="Partners"
          columns={columns}
          rows={members}
          rowKey={({ id }) => id}
          rowName={({ handle }) => handle}
        />
      )}
    </TableSection>
  );
}

function AddPartner({ group }: { group: GroupDetail }) {
  const groupOf = useGroupOf();
  const [chosen, setChosen] = useState<{ id: number; handle: string } | null>(null);
  const terms = trpc.commissions.getAffiliateTerms.useQuery(
    { id: chosen?.id ?? 0 },
    { enabled: chosen !== null },
  );
  const before = terms.data?.group?.name ?? null;
  const add = async () => {
    if (chosen === null) return;
    const isDone = await groupOf.put({ id: chosen.id, name: chosen.handle }, group.name, before);
    if (isDone) setChosen(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Stack gap={6} px={18} pb={16}>
        <Group gap="xs" align="flex-end">
          <PartnerField
            key={chosen?.id ?? 'none'}
            aria-label="Partner to add"
            value={chosen?.handle ?? ''}
            onChoose={setChosen}
          />
          <Button
            type="submit"
            variant="default"
            disabled={chosen === null || terms.isLoading}
            loading={groupOf.isPending}
          >
            Add to the group
          </Button>
        </Group>
        {chosen === null || before === null || before === group.name ? null : (
          <Text fz={13} c="dimmed" role="status">
            It is in the group <bdi>{before}</bdi> now, and would leave that.
          </Text>
        )}
      </Stack>
    </form>
  );
}

const facts: Column<Member>[] = [
  {
    name: 'Partner',
    card: 'title',
    cell: ({ id, name }) => (
      <CellLink
        to="/affiliates/$id"
        params={{ id: String(id) }}
        search={{ tab: 'terms' }}
        className="hub-row-link"
      >
        <bdi className={classes.name}>{name}</bdi>
      </CellLink>
    ),
  },
  { name: 'Handle', cell: ({ handle }) => <bdi className={classes.name}>{handle}</bdi> },
];

const removal = (group: string): Column<Member> => ({
  name: 'Actions',
  card: 'actions',
  width: 130,
  cell: (member) => <Remove member={member} group={group} />,
});

function Remove({ member, group }: { member: Member; group: string }) {
  const groupOf = useGroupOf();
  return (
    <Group justify="flex-end">
      <Button
        size="compact-sm"
        variant="default"
        loading={groupOf.isPending}
        aria-label={`Take out ${member.name}`}
        onClick={() => void groupOf.put(member, null, group)}
      >
        Take out
      </Button>
    </Group>
  );
}
