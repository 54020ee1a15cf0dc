import { Paper, Skeleton, Stack } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DetailPage } from '../ui/detail-page.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink } from '../ui/links.tsx';
import { readHubError } from './hub-error.ts';
import type { asLoadable } from './loadable.ts';
import { QueryView } from './query-view.tsx';

interface QueryDetailPageProps<Data> {
  /** The list that it belongs to. */
  list: { path: string; name: string };
  /** The word for it, as in `payment`. */
  noun: string;
  icon: Icon;
  query: Parameters<typeof asLoadable<Data>>[0];
  title: (data: Data) => string;
  /** What it is called while it loads. Default: its noun. */
  early?: string;
  description: (data: Data) => ReactNode;
  action?: (data: Data) => ReactNode;
  /** Why there may be none. */
  hint?: string;
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The page of one thing that the hub is asked for: while it loads, where there is none, and once it is there. */
export function QueryDetailPage<Data>(props: QueryDetailPageProps<Data>) {
  const { list, noun, icon, query, early = formatName(noun), loading = <Loading /> } = props;
  const { data } = query;
  const isMissing = query.isError && readHubError(query.error).code === 'not_found';
  if (data === undefined) {
    return (
      <DetailPage list={list} title={isMissing ? `No such ${noun}` : early}>
        <Paper>
          {isMissing ? (
            <EmptyState
              icon={icon}
              title={`There is no such ${noun}`}
              action={
                // A path of one of the lists, which the type of the router does not know in a shared part.
                <ButtonLink to={list.path as '/'} search={{}} variant="default">
                  Show the {list.name.toLowerCase()}
                </ButtonLink>
              }
            >
              {props.hint ?? 'The address may be mistyped.'}
            </EmptyState>
          ) : (
            <QueryView query={query} loading={loading}>
              {() => null}
            </QueryView>
          )}
        </Paper>
      </DetailPage>
    );
  }
  return (
    <DetailPage
      list={list}
      title={props.title(data)}
      description={props.description(data)}
      action={props.action?.(data)}
    >
      <QueryView query={query} loading={null}>
        {(shown) => <Stack gap="lg">{props.children(shown)}</Stack>}
      </QueryView>
    </DetailPage>
  );
}

const formatName = (noun: string) => noun.charAt(0).toUpperCase() + noun.slice(1);

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={18} width={160} />
      <Skeleton height={44} />
      <Skeleton height={90} />
    </Stack>
  );
}
