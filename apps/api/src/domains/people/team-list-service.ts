import type { Database } from '@dreamteamhub/db';
import { type InvitationRow, PeopleDao, type PersonRow, type Role } from '@dreamteamhub/db/people';
import { type admin, ROLES, type WireOutputs } from '@dreamteamhub/sdk/contract';

type Outputs = WireOutputs<typeof admin>['team'];
type PersonView = Outputs['changeRole'];

/** Which people of the team, and in which order. */
export interface AskedTeam {
  search?: string | undefined;
  role?: Role | undefined;
  sort: 'name' | 'role' | 'seen' | 'since';
  order: 'asc' | 'desc';
}

/** Returns the people that match, in the order asked for, and all open invitations. */
export async function listTeam(db: Database, asked: AskedTeam): Promise<Outputs['listTeam']> {
  const dao = new PeopleDao(db);
  const [people, invitations] = await Promise.all([dao.getPeople(), dao.getInvitations()]);
  return {
    people: findPeople(people.map(toPersonView), asked),
    invitations: invitations.map(toInvitationView),
  };
}

/** A team has few people, so that all of them are read, and sorted as people read names. */
export function findPeople<
  Person extends Pick<PersonView, 'name' | 'email' | 'role' | 'lastSeenAt' | 'createdAt'>,
>(people: readonly Person[], { search, role, sort, order }: AskedTeam): Person[] {
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const keyOf = {
    name: ({ name }: Person) => name,
    role: ({ role: held }: Person) => String(ROLES.indexOf(held)),
    seen: ({ lastSeenAt }: Person) => lastSeenAt,
    since: ({ createdAt }: Person) => createdAt,
  }[sort];
  return people
    .filter(
      (person) =>
        (role === undefined || person.role === role) &&
        (search === undefined || hasWords(`${person.name} ${person.email}`, search)),
    )
    .sort((a, b) => {
      const [one, other] = [keyOf(a), keyOf(b)];
      if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
      return order === 'desc' ? compare(other, one) : compare(one, other);
    });
}

/** Whether a text has the words of a search, in any order and case. */
function hasWords(text: string, search: string): boolean {
  const plain = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => plain.includes(word));
}

export function toPersonView(row: PersonRow): PersonView {
  const { createdAt, lastSeenAt, timeZone: _, skippedSetupSteps: __, isSetupHidden: ___, ...person } = row;
  return {
    ...person,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}

export function toInvitationView({
  createdAt,
  expiresAt,
  ...invitation
}: InvitationRow): Outputs['invitePerson']['invitation'] {
  return { ...invitation, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
