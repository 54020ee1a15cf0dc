/**
 * Header values by name: a `Headers`, what Node and serverless platforms call them (names in any case, values that are lists), a Map, pairs, Node's
 * `rawHeaders`, or whatever has a `get`.
 */
export type RequestHeaders =
  | Headers
  | Record<string, string | readonly string[] | undefined>
  | Iterable<readonly [name: string, value: string | readonly string[]]>
  | readonly string[]
  | { get(name: string): string | readonly string[] | null | undefined };

/** The values of a header, however it is called and however often it came; empty when it did not. */
export function headerValues(headers: RequestHeaders | null | undefined, name: string): string[] {
  const given = Object(headers) as Partial<Headers> & Partial<Iterable<[string, unknown]>> & object;
  const values = Symbol.iterator in given ? undefined : given.get?.(name);
  const found = values
    ? [values]
    : entriesOf(given).flatMap(([key, value]) => (`${key}`.toLowerCase() === name ? [value] : []));
  return found
    .flat()
    .filter((value) => value != null && value !== '')
    .map(String);
}

function entriesOf(given: object): readonly (readonly [unknown, unknown])[] {
  if (!(Symbol.iterator in given)) return Object.entries(given);
  const list = [...(given as Iterable<unknown>)];
  if (typeof list[0] !== 'string') return list as [unknown, unknown][];
  // Node's rawHeaders: names and values by turns.
  return list.flatMap((key, index) => (index % 2 === 0 ? [[key, list[index + 1]] as const] : []));
}
