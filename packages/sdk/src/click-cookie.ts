import type { Attribution } from './events.ts';
import { bareHandle, readName } from './landing.ts';
import { headerValues } from './request-headers.ts';

export interface ClickCookieOptions {
  /** Parameters of the landing page's address that name the affiliate; `['via']` unless given. */
  parameters?: readonly string[] | undefined;
  /** The tracker's `storageName`; `dth` unless given. */
  storageName?: string | undefined;
  /** Domain of the cookie, e.g. `.shop.example` to be found on all its hosts. */
  cookieDomain?: string | undefined;
  /** How long a landing is remembered; 30 unless given. */
  attributionDays?: number | undefined;
  /** What the visitor said to being remembered, from your consent banner's cookie for one. Unless given: yes, but for browsers that send `Sec-GPC: 1`. */
  hasConsent?: ((header: (name: string) => string | null) => boolean) | undefined;
}

/** A landing as a cookie has it: the server's own, or the tracker's. */
interface Landed {
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

const DAY_SECONDS = 86_400;
/** A cookie is not a place to put things: what is longer is no handle and no token. */
const LONGEST_CHARACTERS = 255;
const LONGEST_VISITOR_ID = 1024;
/** Landings that are kept: a platform's badge or two must not push the affiliate out. */
const LANDINGS = 3;
/** Of the cookie's value. Browsers refuse a cookie of more than 4,096 bytes with its name and attributes. */
const LONGEST_VALUE = 3500;

/**
 * Programs that look at pages. A few words suffice: what a cookie names is credited only with an order, which no program places, and whether a
 * click counts is judged by the hub, with a whole list. This spares caches and logs a cookie that nobody needs. (Cubot makes phones.)
 */
const PROGRAM =
  /(?<!cu)bot|crawl|spider|slurp|headless|lighthouse|externalhit|preview|mediapartners|google-|^(?:whatsapp|curl|wget|python|go-http|java|okhttp|axios|node|undici|php|ruby)/i;

/** What browsers say when nobody looks yet; Next.js' router has a header of its own. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz', 'next-router-prefetch'];

/** Of the server's own cookie. Scripts do not touch it, or browsers would shorten its life to what a script's may have. */
const cookieName = (options: ClickCookieOptions) => `${options.storageName ?? 'dth'}_click`;

/**
 * The `Set-Cookie` header for a visit from an affiliate's link; null for every other, and for whatever is no visit: prefetches, images, scripts,
 * frames, programs, and (with `method`) all but GET. Safari ends what scripts store after 7 days: what your own server sets lives as long as it says.
 */
export function clickCookie(
  visit: { url: string; header(name: string): string | null; method?: string | undefined },
  options: ClickCookieOptions = {},
): string | null {
  const header = (name: string) => visit.header(name) ?? null;
  const handle = named(visit.url, options.parameters ?? ['via']);
  const clickToken = named(visit.url, ['dth_click']);
  if ((!handle && !clickToken) || !isVisit(visit.method ?? 'GET', header)) return null;
  if (!(options.hasConsent?.(header) ?? header('sec-gpc') !== '1')) return null;
  const landing: Landed = {
    ...(handle && { handle }),
    ...(clickToken && { clickToken }),
    at: Date.now(),
    earlier: [],
  };
  // Nobody knows yet whether the hub knows the new one: what was there stays beside it.
  const [before] = cookieValues(header('cookie'), cookieName(options)).flatMap((text) => parse(text) ?? []);
  const days = options.attributionDays ?? 30;
  const earlier = chain(before)
    .filter((one) => isFresh(one, days) && !isSameLanding(one, landing))
    .slice(0, LANDINGS - 1);
  return [
    `${cookieName(options)}=${cookieValue(landing, earlier)}`,
    `Max-Age=${days * DAY_SECONDS}`,
    'Path=/',
    ...(options.cookieDomain ? [`Domain=${options.cookieDomain}`] : []),
    'HttpOnly',
    'Secure',
    'SameSite=Lax',
  ].join('; ');
}

/** The first of these parameters that names something. */
function named(url: string, parameters: readonly string[]): string | undefined {
  const found = parameters.map((name) => readName(url, name)).find(Boolean);
  return found && found.length <= LONGEST_CHARACTERS ? found : undefined;
}

/** Whether a person comes to a page, as far as a request tells. Older browsers tell less, and count as people. */
function isVisit(method: string, header: (name: string) => string | null): boolean {
  return (
    method.toUpperCase() === 'GET' &&
    /^(?:document)?$/.test(header('sec-fetch-dest') ?? '') &&
    !PREFETCH_HEADERS.some((name) => /prefetch|prerender|preview|1/i.test(header(name) ?? '')) &&
    !PROGRAM.test(header('user-agent') ?? '')
  );
}

/** With as many of the earlier landings as there is room for. */
function cookieValue(landing: Landed, earlier: readonly Landed[]): string {
  const plain = [landing, ...earlier].map(({ earlier: _, ...one }) => one);
  const text = (count: number) => {
    const [first, ...others] = plain.slice(0, count);
    return encodeURIComponent(JSON.stringify({ ...first, ...(others.length > 0 && { earlier: others }) }));
  };
  let count = plain.length;
  while (count > 1 && text(count).length > LONGEST_VALUE) count--;
  return text(count);
}

/**
 * Who brought the visitor who sent these cookies, to report with the order: the latest of what the server's cookie and the tracker's say, and what
 * the hub falls back on while nobody knows whether it knows that one. Null when nobody did. Visitors can write their cookies: what follows from
 * them is a matter between affiliates, never a right of the visitor.
 *
 * @example
 * await hub.conversion({ ...readAttribution(request.headers.cookie), orderId, revenue });
 */
export function readAttribution(
  cookieHeader: string | null | undefined,
  options: ClickCookieOptions = {},
): Attribution | null {
  const days = options.attributionDays ?? 30;
  const known = [cookieName(options), options.storageName ?? 'dth']
    .flatMap((name) => cookieValues(cookieHeader, name))
    .flatMap((text) => parse(text) ?? []);
  const landings = known
    .flatMap(chain)
    .filter((landed) => isFresh(landed, days))
    // What the tracker knows of the same landing is more: it has the click.
    .sort((a, b) => b.at - a.at || Number('clickId' in b) - Number('clickId' in a));
  const visitorId = known.find((landed) => landed.visitorId)?.visitorId;
  return attributionOf(landings, visitorId);
}

/** The newest of these landings, and behind it what the hub may need when it does not know that one. */
function attributionOf(landings: readonly Landed[], visitorId?: string): Attribution | null {
  const [newest, ...others] = landings;
  if (newest === undefined) return null;
  const { at: _, earlier: __, visitorId: ___, ...found } = newest;
  const clickId = landings.find((one) => one.clickId !== undefined && isSameLanding(one, newest))?.clickId;
  // The hub has given the click its id: it knows who this is.
  if (clickId !== undefined) return { ...found, clickId };
  const before = attributionOf(others.filter((one) => !isSameLanding(one, newest)));
  return {
    ...found,
    // A name goes before a click, so that of the landing before can stand beside it.
    ...(!found.clickToken && pick(before, ['clickId', 'clickToken'])),
    ...(visitorId && { visitorId }),
    ...(before && { earlier: before }),
  };
}

function pick(from: Attribution | null, names: readonly ['clickId', 'clickToken']): Attribution {
  return Object.fromEntries(
    names.flatMap((name) => (from?.[name] === undefined ? [] : [[name, from[name]]])),
  );
}

function isSameLanding(one: Landed, other: Landed): boolean {
  return one.handle !== undefined || other.handle !== undefined
    ? bareHandle(one.handle) === bareHandle(other.handle)
    : one.pixelId === other.pixelId && one.clickToken === other.clickToken;
}

/** A landing and those before it, the newest first. */
const chain = (landed: Landed | undefined): Landed[] => (landed ? [landed, ...landed.earlier] : []);

const isFresh = ({ at }: Landed, days: number) => Date.now() - at < days * DAY_SECONDS * 1000;

function cookieValues(header: string | null | undefined, name: string): string[] {
  return (header ?? '')
    .split(/; */)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

function parse(text: string): Landed | null {
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

/** A request as Node's server has it, and Express and Fastify. */
export interface NodeRequest {
  url?: string | undefined;
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

const visitOf = ({ url = '', method, headers }: NodeRequest) => ({
  url,
  method,
  header: (name: string) => headerValues(headers, name)[0] ?? null,
});

/**
 * For Express, Connect and `node:http`.
 *
 * @example
 * app.use(clickCookieMiddleware());
 */
export function clickCookieMiddleware(options: ClickCookieOptions = {}) {
  return (
    request: NodeRequest,
    response: { appendHeader(name: string, value: string): unknown },
    next: () => void,
  ): void => {
    const cookie = clickCookie(visitOf(request), options);
    if (cookie !== null) response.appendHeader('set-cookie', cookie);
    next();
  };
}

/**
 * For Fastify.
 *
 * @example
 * app.addHook('onRequest', clickCookieHook());
 */
export function clickCookieHook(options: ClickCookieOptions = {}) {
  return (
    request: NodeRequest,
    reply: { header(name: string, value: string): unknown },
    done: () => void,
  ): void => {
    const cookie = clickCookie(visitOf(request), options);
    // Fastify adds to the cookies that are there.
    if (cookie !== null) reply.header('set-cookie', cookie);
    done();
  };
}

/**
 * For everything that speaks Request and Response: workers, Bun, Deno, Next.js' middleware, Hono, Remix.
 *
 * @example
 * export default { fetch: async (request) => withClickCookie(request, await handle(request)) };
 */
export function withClickCookie(
  request: Request,
  response: Response,
  options: ClickCookieOptions = {},
): Response {
  const { url, method, headers } = request;
  const cookie = clickCookie({ url, method, header: (name) => headers.get(name) }, options);
  if (cookie === null) return response;
  // Responses that were fetched cannot be changed.
  const answered = new Response(response.body, response);
  answered.headers.append('set-cookie', cookie);
  return answered;
}
