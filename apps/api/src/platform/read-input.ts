import type { Entry } from '@dreamteamhub/sdk/contract';

/** Reads an input by an entry's schema; where that does not take it, as its caller meant it. */
export function readInput<E extends Pick<Entry, 'input' | 'asMeant'>>(
  { input, asMeant }: E,
  raw: unknown,
): ReturnType<E['input']['safeParse']> {
  const asIs = input.safeParse(raw);
  // Nearly all are taken as they are, and pay nothing for the others.
  return (asIs.success || asMeant === undefined ? asIs : input.safeParse(asMeant(raw))) as ReturnType<
    E['input']['safeParse']
  >;
}
