import { AppError } from './app-error.ts';

/** Returns a field that is not as somebody expects it, or null. Fields that are left out may be anything. */
export function findUnexpected<Fields extends object>(
  fields: Fields,
  expected: Partial<Record<keyof Fields, unknown>>,
): (keyof Fields & string) | null {
  for (const name of Object.keys(expected) as (keyof Fields & string)[]) {
    if (expected[name] !== undefined && expected[name] !== fields[name]) return name;
  }
  return null;
}

/** Throws `conflict` where a field is not as somebody saw it. */
export function refuseUnexpected<Fields extends object>(
  fields: Fields,
  expected: Partial<Record<keyof Fields, unknown>>,
): void {
  const other = findUnexpected(fields, expected);
  if (other !== null) throw new AppError('conflict', `expected.${other}: somebody else changed it since`);
}
