import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from './page-header.tsx';
import { PagedList, type PagedListProps } from './paged-list.tsx';

interface ListPageProps<Row> extends PagedListProps<Row> {
  title: string;
  /** A sentence about the purpose of the list. */
  description: ReactNode;
  /** The main action, beside the title. */
  action?: ReactNode;
  /** What needs attention, above the list. */
  notice?: ReactNode;
  /** Dialogs and drawers of the page. */
  children?: ReactNode;
}

/** A page that consists of one list. */
export function ListPage<Row>({ title, description, action, notice, children, ...list }: ListPageProps<Row>) {
  return (
    <>
      <PageHeader title={title} action={action}>
        {description}
      </PageHeader>
      {notice}
      <Paper>
        <PagedList {...list} />
      </Paper>
      {children}
    </>
  );
}
