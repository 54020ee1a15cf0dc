/** Returns the parameters, as written, that are not in the search that was made of them. */
export function droppedOf(given: Record<string, string>, search: object): string[] {
  const kept = new Map(
    Object.entries(search).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
  return Object.entries(given)
    .filter(([name, value]) => value.trim() !== '' && kept.get(name) !== value.trim())
    .map(([name, value]) => `${name}=${value.slice(0, 40)}`);
}
