import { Paper, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { draftOf, EMPTY_DRAFT } from './rule-draft.ts';
import { RuleEditor } from './rule-editor.tsx';

const route = getRouteApi('/operator/rules/new');

/** Writes a rule: a new one, one for a partner or a group, or the next version of a stored one. */
export function NewRulePage() {
  const { version, affiliate, group } = route.useSearch();
  const isNext = version !== undefined;
  return (
    <DetailPage
      list={{ path: '/rules', name: 'Rules' }}
      title={isNext ? 'New version of a rule' : 'New rule'}
      description={
        isNext
          ? 'Versions never change: this one begins where the one before ends. What is booked stays as it is.'
          : 'Plain words say what the rule does while you write it. Nothing is stored until you save it.'
      }
    >
      {isNext ? (
        <NextVersion key={version} id={version} />
      ) : group === undefined ? (
        <RuleEditor
          key={affiliate}
          begin={
            affiliate === undefined ? EMPTY_DRAFT : { ...EMPTY_DRAFT, who: 'affiliate' as const, affiliate }
          }
        />
      ) : (
        <ForGroup key={group} id={group} />
      )}
    </DetailPage>
  );
}

function NextVersion({ id }: { id: number }) {
  const query = trpc.commissions.getRule.useQuery({ id }, { refetchOnWindowFocus: false });
  if (query.data !== undefined) return <RuleEditor begin={draftOf(query.data)} />;
  return <Waiting query={query} />;
}

function ForGroup({ id }: { id: number }) {
  const query = trpc.commissions.getGroup.useQuery({ id }, { refetchOnWindowFocus: false });
  const group = query.data;
  if (group === undefined) return <Waiting query={query} />;
  return (
    <RuleEditor begin={{ ...EMPTY_DRAFT, who: 'group', group: group.name, storefront: group.storefront }} />
  );
}

function Waiting<Data>({ query }: { query: Parameters<typeof QueryView<Data>>[0]['query'] }) {
  return (
    <Paper>
      <QueryView
        query={query}
        loading={
          <Stack gap={18} p="lg">
            <Skeleton height={36} />
            <Skeleton height={36} />
            <Skeleton height={36} width="60%" />
          </Stack>
        }
      >
        {() => null}
      </QueryView>
    </Paper>
  );
}
