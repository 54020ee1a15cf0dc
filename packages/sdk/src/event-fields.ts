import { attempt } from './storage.ts';

/** What is longer is cut: no event is lost for what decorates it, and the hub passes over a name that there is not. */
const LONGEST: Record<string, number> = {
  handle: 255,
  clickToken: 255,
  subId: 255,
  landingPage: 2048,
  referrer: 2048,
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
  // Half of an emoji is no character, and would have the event refused.
  return LONGEST[name] ? `${value}`.slice(0, LONGEST[name]).replace(/[\uD800-\uDBFF]$/, '') : value;
}
