import { attempt } from './storage.ts';

/** More than the hub keeps of any text. It cuts what decorates an event itself, but takes no event of more than 16 kB. */
const LONGEST_CHARACTERS = 2048;

/** What scripts and templates write for nobody. As an id it would make all visitors one, who is credited for everybody's orders. */
const NOBODY = /^\s*(0|undefined|null|nan|true|false|{}|\[.*|.*{{.*)?\s*$/i;

/** A visitor's id as text, whatever it was; undefined for nobody. */
export function visitorText(id: unknown): string | undefined {
  // What cannot be text is `undefined`, and tests as that word.
  const text = attempt(() => (typeof id === 'object' ? JSON.stringify(id) : `${id}`)) as string;
  return NOBODY.test(text) ? undefined : text;
}

/** For `JSON.stringify`: what of an event the hub may read. Large whole numbers are ids of databases. */
export const fitField = (_: string, value: unknown): unknown =>
  /string|bigint/.test(typeof value) ? `${value}`.slice(0, LONGEST_CHARACTERS) : value;
