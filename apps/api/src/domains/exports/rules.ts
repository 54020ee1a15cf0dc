import type { FileMarks } from '@dreamteamhub/db/exports';
import { ROLES, type Role } from '@dreamteamhub/sdk/contract';

/** Exports that the whole hub writes at once, however many processes do its jobs; of one person, one. */
export const MOST_WRITTEN_AT_ONCE = 2;
/** Exports of a person that are not finished; each more is refused. */
export const MOST_UNFINISHED = 3;
/** Finished exports of a person that are kept. */
export const MOST_FINISHED = 10;

/** Whether a role is that of an entry, or a higher one. */
export function mayRead(role: Role, access: string): boolean {
  return ROLES.some((one) => one === access) && ROLES.indexOf(role) <= ROLES.indexOf(access as Role);
}

/** Sorts the names that somebody asked for into known columns, each once, and unknown ones. All columns if unset. */
export function chooseColumns(
  all: readonly { name: string }[],
  asked: readonly string[] | undefined,
): { columns: string[]; unknown: string[] } {
  const names = all.map(({ name }) => name);
  const wanted = [...new Set(asked ?? names)];
  return {
    columns: wanted.filter((name) => names.includes(name)),
    unknown: wanted.filter((name) => !names.includes(name)),
  };
}

type AskedMarks = { [Mark in keyof FileMarks]?: FileMarks[Mark] | undefined };

/** Returns the marks of a file where one was asked for, both, or none: each goes with one of the other. */
export function chooseMarks({ separator, decimalMark }: AskedMarks): FileMarks {
  return {
    separator: separator ?? (decimalMark === 'comma' ? 'semicolon' : 'comma'),
    decimalMark: decimalMark ?? (separator === 'semicolon' ? 'comma' : 'point'),
  };
}

/** Names a file by its list, the clock and the zone: `orders-2026-11-30-1924-Europe-Berlin.csv`. */
export function fileNameOf(list: string, clock: string, zone: string): string {
  const time = clock.replace(' ', '-').replace(':', '');
  return `${list}-${time}-${zone.replaceAll(/[^\w+-]+/g, '-')}.csv`;
}

/** Fields in which people write names, which the audit log could not forget. */
const TYPED = ['search', 'match', 'text'];

/** Returns a list's filters and order as the audit log may keep them. */
export function auditedQuery(query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([field, value]) => [field, TYPED.includes(field) ? '…' : value]),
  );
}
