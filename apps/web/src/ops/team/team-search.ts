import { ROLES } from '@dreamteamhub/sdk/contract';
import type { Person } from '../../hub/trpc.ts';
import type { Sort } from '../../ui/list-search.ts';
import { hasWords, type RowValue, sortRows } from '../../ui/whole-list.ts';

export const JOINED_FIRST: Sort = { by: 'since', order: 'asc' };

const values: Readonly<Record<string, (person: Person) => RowValue>> = {
  name: ({ name }) => name,
  role: ({ role }) => ROLES.indexOf(role),
  seen: ({ lastSeenAt }) => lastSeenAt,
  since: ({ createdAt }) => createdAt,
};

/** The people that match a filter, in the order asked for. */
export function findPeople(
  people: readonly Person[],
  { search, role }: { search?: string | undefined; role?: Person['role'] | undefined },
  sort: Sort,
): Person[] {
  const found = people.filter(
    (person) =>
      (role === undefined || person.role === role) &&
      (search === undefined || hasWords(`${person.name} ${person.email}`, search)),
  );
  return sortRows(found, sort, values);
}
