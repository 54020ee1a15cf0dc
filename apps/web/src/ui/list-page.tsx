import type { ReactNode } from 'react';
import { DroppedParams } from './dropped-params.tsx';
import { ListPanel, type ListPanelProps } from './list-panel.tsx';
import { PageHeader } from './page-header.tsx';

interface ListPageProps<Row> extends Omit<ListPanelProps<Row>, 'label'> {
  title: string;
  /** A sentence about the purpose of the list. */
  description: ReactNode;
  /** The main action, beside the title. */
  action?: ReactNode;
  /** What needs attention, above the list. */
  notice?: ReactNode;
  /** The search of the route. With it, parts of an old address that mean nothing any more are said. */
  search?: object;
  /** Dialogs and drawers of the page. */
  children?: ReactNode;
}

/**
 * A page that consists of one list: filters and order in the address, a table that loads page by page, rows as high as
 * the person likes. After the way back from a row, that row has the focus.
 */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { title, description, action, notice, search, children, ...list } = props;
  return (
    <>
      <PageHeader title={title} action={action}>
        {description}
      </PageHeader>
      {search === undefined ? null : <DroppedParams search={search} />}
      {notice}
      <ListPanel {...list} label={title} />
      {children}
    </>
  );
}
