import type { ReactNode } from 'react';
import { BackToList } from './back-to-list.tsx';
import { PageHeader } from './page-header.tsx';
import { type Tab, Tabs } from './tabs.tsx';

interface DetailPageProps<Id extends string> {
  /** The list that the page belongs to. */
  list: { path: string; name: string };
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  /** Left out: the page is `children`, without tabs. `open` and `onOpen` are those of `useTab`. */
  tabs?: { all: readonly Tab<Id>[]; open: Id; onOpen: (id: Id) => void };
  children?: ReactNode;
}

/** The page of one thing: the way back to its list as it was, its name, and what there is to know, in tabs or at once. */
export function DetailPage<Id extends string>(props: DetailPageProps<Id>) {
  const { list, title, description, action, tabs, children } = props;
  return (
    <>
      <BackToList path={list.path}>{list.name}</BackToList>
      <PageHeader title={title} action={action}>
        {description}
      </PageHeader>
      {children}
      {tabs === undefined ? null : (
        <Tabs label={title} tabs={tabs.all} open={tabs.open} onOpen={tabs.onOpen} />
      )}
    </>
  );
}
