import { bareHandle } from './landing.ts';

/** A landing as a cookie has it: the server's own, or the tracker's. */
export interface Landed {
  handle?: string;
  pixelId?: string;
  clickId?: number;
  clickToken?: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The tracker's only. */
  visitorId?: string;
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
  const plain = [landing, ...earlier].map(({ earlier: _, ...one }) => one);
  const text = (count: number) => {
    const [first, ...others] = plain.slice(0, count);
    return encodeURIComponent(JSON.stringify({ ...first, ...(others.length > 0 && { earlier: others }) }));
  };
  let count = plain.length;
  while (count > 1 && text(count).length > LONGEST_VALUE) count--;
  return text(count);
}

export function isSameLanding(one: Landed, other: Landed): boolean {
  return one.handle !== undefined || other.handle !== undefined
    ? bareHandle(one.handle) === bareHandle(other.handle)
    : one.pixelId === other.pixelId && one.clickToken === other.clickToken;
}

/** A landing and those before it, the newest first. */
export const chain = (landed: Landed | undefined): Landed[] => (landed ? [landed, ...landed.earlier] : []);

export const isFresh = ({ at }: Landed, days: number) => Date.now() - at < days * DAY_SECONDS * 1000;

export function cookieValues(header: string | null | undefined, name: string): string[] {
  return (header ?? '')
    .split(/; */)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

export function parseLanded(text: string): Landed | null {
  try {
    return toLanded(JSON.parse(decodeURIComponent(text)));
  } catch {
    return null;
  }
}

/** Visitors can write their cookies: what is no landing is none. The tracker has one earlier landing, the server's cookie a list. */
function toLanded(value: unknown): Landed | null {
  const found = Object(value) as Record<string, unknown>;
  if (typeof found.at !== 'number') return null;
  const textOf = (name: string, longest = LONGEST_CHARACTERS) => {
    const text = found[name];
    return typeof text === 'string' && text !== '' && text.length <= longest ? { [name]: text } : {};
  };
  const landed: Landed = {
    ...textOf('handle'),
    ...textOf('pixelId'),
    ...textOf('clickToken'),
    ...textOf('visitorId', LONGEST_VISITOR_ID),
    ...(Number.isSafeInteger(found.clickId) && { clickId: found.clickId as number }),
    at: found.at,
    earlier: [found.earlier ?? []]
      .flat()
      .slice(0, LANDINGS)
      .flatMap((earlier) => toLanded({ ...Object(earlier), earlier: [] }) ?? []),
  };
  return landed.handle || landed.pixelId || landed.clickToken ? landed : null;
}
