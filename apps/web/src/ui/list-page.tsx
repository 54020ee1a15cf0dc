import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from './page-header.tsx';
import { PagedList, type PagedListProps } from './paged-list.tsx';

interface ListPageProps<Row> extends PagedListProps<Row> {
  title: string;
  /** One sentence on what the list is for. */
  description: ReactNode;
  /** The main action, beside the title. */
  action?: ReactNode;
  /** Dialogs and drawers of the page. */
  children?: ReactNode;
}

/** A page that is one list. */
export function ListPage<Row>({ title, description, action, children, ...list }: ListPageProps<Row>) {
  return (
    <>
      <PageHeader title={title} action={action}>
        {description}
      </PageHeader>
      <Paper>
        <PagedList {...list} />
      </Paper>
      {children}
    </>
  );
}
