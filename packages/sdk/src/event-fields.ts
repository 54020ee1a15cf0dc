import { attempt } from './storage.ts';

/** What decorates an event is cut, to 2,048 characters unless said otherwise: no event is lost for it. What names it is shorter, or nothing. */
const LONGEST: Record<string, number> = {
  subId: 255,
  // The hub hashes what is over its own limit.
  visitorId: 1024,
};

/** What scripts and templates write for nobody. As an id it would make all visitors one, who is credited for everybody's orders. */
const NOBODY = /^\s*(0|undefined|null|nan|true|false|{}|\[.*|.*{{.*)?\s*$/i;

/** A visitor's id as text, whatever it was; undefined for nobody. */
export function visitorText(id: unknown): string | undefined {
  // What cannot be text is `undefined`, and tests as that word.
  const text = attempt(() => (typeof id === 'object' ? JSON.stringify(id) : `${id}`)) as string;
  return NOBODY.test(text) ? undefined : text;
}

/** For `JSON.stringify`: an event's field as the hub takes it, cut to what fits; an empty one is left out. */
export function fitField(name: string, value: unknown): unknown {
  if ((value ?? '') === '') return;
  return typeof value === 'string' || LONGEST[name] ? `${value}`.slice(0, LONGEST[name] ?? 2048) : value;
}
