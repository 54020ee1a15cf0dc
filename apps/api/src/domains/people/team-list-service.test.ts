import { expect, test } from 'vitest';
import { findPeople } from './team-list-service.ts';

const person = (
  name: string,
  role: 'owner' | 'operator' | 'analyst',
  day: number,
  lastSeenAt: string | null,
) => ({
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@shop.example`,
  role,
  createdAt: `2026-10-0${day}T00:00:00.000Z`,
  lastSeenAt,
});

const people = [
  person('b Jones', 'analyst', 2, '2026-11-02T00:00:00.000Z'),
  person('Äda', 'owner', 1, null),
  person('a10', 'operator', 4, '2026-11-01T00:00:00.000Z'),
  person('a9', 'operator', 3, '2026-11-03T00:00:00.000Z'),
];

const names = (asked: Partial<Parameters<typeof findPeople>[1]>) =>
  findPeople(people, { sort: 'since', order: 'asc', ...asked }).map(({ name }) => name);

test('first who joined first; names as people read them, and owners first', () => {
  expect(names({})).toEqual(['Äda', 'b Jones', 'a9', 'a10']);
  expect(names({ sort: 'name' })).toEqual(['a9', 'a10', 'Äda', 'b Jones']);
  expect(names({ sort: 'name', order: 'desc' })).toEqual(['b Jones', 'Äda', 'a10', 'a9']);
  expect(names({ sort: 'role' })).toEqual(['Äda', 'a10', 'a9', 'b Jones']);
});

test('who never was here comes last in either order', () => {
  expect(names({ sort: 'seen' })).toEqual(['a10', 'b Jones', 'a9', 'Äda']);
  expect(names({ sort: 'seen', order: 'desc' })).toEqual(['a9', 'b Jones', 'a10', 'Äda']);
});

test('a search finds words in any order and case, in names and addresses', () => {
  expect(names({ search: 'JONES b' })).toEqual(['b Jones']);
  expect(names({ search: 'a9@SHOP' })).toEqual(['a9']);
  expect(names({ search: 'jones smith' })).toEqual([]);
  expect(names({ role: 'operator' })).toEqual(['a9', 'a10']);
});
