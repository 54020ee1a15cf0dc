import { Button } from '@mantine/core';
import { IconPencil, IconUsersGroup } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { asLoadable } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type CommissionGroup, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { CellLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { MenuItem, MenuItemLink } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { wholeList } from '../../ui/whole-list.ts';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { RuleTabs } from './rule-tabs.tsx';
import classes from './rules.module.css';

const groupDialog = onIntent(() => import('./group-dialog.tsx'), 'GroupDialog');

/** The groups of partners. */
export function GroupsPage() {
  const query = trpc.commissions.listGroups.useQuery({});
  const [edited, setEdited] = useState<CommissionGroup | 'new' | null>(null);
  const hasStorefronts = useStorefronts().length > 1;
  const columns = useMemo(() => groupColumns({ hasStorefronts, onRename: setEdited }), [hasStorefronts]);
  return (
    <ListPage
      title="Groups"
      description="Partners that earn by the same rules. A partner is in one group or in none, and its own rules go before those of its group."
      action={
        <OperatorOnly>
          <Button {...groupDialog.nearby} onClick={() => setEdited('new')}>
            New group
          </Button>
        </OperatorOnly>
      }
      notice={<RuleTabs open="groups" />}
      filtersLabel="Filter groups"
      filters={null}
      rows={wholeList(asLoadable(query), ({ groups }) => groups)}
      noun="group"
      empty={
        <EmptyState
          icon={IconUsersGroup}
          title="No groups yet"
          action={
            <OperatorOnly>
              <Button variant="default" onClick={() => setEdited('new')}>
                New group
              </Button>
            </OperatorOnly>
          }
        >
          Put partners into a group, such as gold or agencies, and write one rule for all of them.
        </EmptyState>
      }
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      opensRows
      isTimeless
    >
      <Late part={groupDialog} isOpen={edited !== null} subject={edited} onClose={() => setEdited(null)} />
    </ListPage>
  );
}

function groupColumns(options: {
  hasStorefronts: boolean;
  onRename: (group: CommissionGroup) => void;
}): Column<CommissionGroup>[] {
  return [
    {
      name: 'Group',
      card: 'title',
      width: '50%',
      cell: ({ id, name }) => (
        <CellLink to="/rules/groups/$id" params={{ id: String(id) }} className="hub-row-link">
          <bdi className={classes.name}>{name}</bdi>
        </CellLink>
      ),
    },
    ...(options.hasStorefronts
      ? [{ name: 'Storefront', cell: ({ storefront }: CommissionGroup) => storefront }]
      : []),
    { name: 'Partners', align: 'end', cell: ({ affiliates }) => formatCount(affiliates) },
    {
      name: 'Actions',
      card: 'actions',
      width: 60,
      cell: (group) => (
        <OperatorOnly>
          <RowMenu
            label={`Actions for ${group.name}`}
            items={() => (
              <>
                <MenuItem
                  icon={<IconPencil size={16} aria-hidden />}
                  onSelect={() => options.onRename(group)}
                >
                  Rename…
                </MenuItem>
                <MenuItemLink
                  to="/rules/new"
                  search={{ group: group.id }}
                  icon={<IconUsersGroup size={16} aria-hidden />}
                >
                  New rule for it
                </MenuItemLink>
              </>
            )}
          />
        </OperatorOnly>
      ),
    },
  ];
}
