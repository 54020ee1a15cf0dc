import { bareHandle } from './landing.ts';
import { attempt } from './storage.ts';

/** A landing as a cookie has it: the server's own, or the tracker's. */
export interface Landed {
  handle?: string | undefined;
  pixelId?: string | undefined;
  clickId?: number | undefined;
  clickToken?: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
  /** The tracker's only. */
  visitorId?: string | undefined;
  /** The landings before, the newest first: the hub has not said yet whether it knows this one. */
  earlier: Landed[];
}

export const DAY_SECONDS = 86_400;
/** A cookie is not a place to put things: what is longer is no handle and no token. */
export const LONGEST_CHARACTERS = 255;
const LONGEST_VISITOR_ID = 1024;
/** Landings that are kept: a platform's badge or two must not push the affiliate out. */
export const LANDINGS = 3;
/** Of the cookie's value. Browsers refuse a cookie of more than 4,096 bytes with its name and attributes. */
const LONGEST_VALUE = 3500;

/** With as many of the earlier landings as there is room for. */
export function cookieValue(landing: Landed, earlier: readonly Landed[]): string {
  // An empty list says nothing, and costs characters.
  const plain = earlier.map((one) => ({ ...one, earlier: undefined }));
  const value = { ...landing, earlier: plain.length ? plain : undefined };
  const text = encodeURIComponent(JSON.stringify(value));
  return text.length > LONGEST_VALUE && earlier.length ? cookieValue(landing, earlier.slice(0, -1)) : text;
}

export function isSameLanding(one: Landed, other: Landed): boolean {
  return one.handle || other.handle
    ? bareHandle(one.handle) === bareHandle(other.handle)
    : one.pixelId === other.pixelId && one.clickToken === other.clickToken;
}

/** A landing and those before it, the newest first. */
export const chain = (landed: Landed | undefined): Landed[] => (landed ? [landed, ...landed.earlier] : []);

export const isFresh = ({ at }: Landed, days: number) => Date.now() - at < days * DAY_SECONDS * 1000;

/** What cookies of this name say, as far as it is a landing. */
export function readLanded(header: string | null | undefined, name: string): Landed[] {
  return (header ?? '').split(/; */).flatMap((pair) => {
    const [key, text] = pair.split('=');
    const read = () => toLanded(JSON.parse(decodeURIComponent(text as string)));
    return (key === name && attempt(read)) || [];
  });
}

/** Visitors can write their cookies: what is no landing is none. The tracker has one earlier landing, the server's cookie a list. */
function toLanded(value: unknown): Landed | null {
  const found = Object(value) as Record<string, unknown>;
  if (typeof found.at !== 'number') return null;
  const textOf = (name: string, longest = LONGEST_CHARACTERS) => {
    const text = found[name] as string;
    return typeof text === 'string' && text && text.length <= longest ? text : undefined;
  };
  const landed: Landed = {
    handle: textOf('handle'),
    pixelId: textOf('pixelId'),
    clickToken: textOf('clickToken'),
    visitorId: textOf('visitorId', LONGEST_VISITOR_ID),
    clickId: Number.isSafeInteger(found.clickId) ? (found.clickId as number) : undefined,
    at: found.at,
    earlier: [found.earlier ?? []]
      .flat()
      .slice(0, LANDINGS)
      .flatMap((earlier) => toLanded({ ...Object(earlier), earlier: [] }) ?? []),
  };
  return landed.handle || landed.pixelId || landed.clickToken ? landed : null;
}
