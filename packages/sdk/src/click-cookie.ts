import type { Attribution } from './events.ts';
import {
  chain,
  cookieValue,
  DAY_SECONDS,
  isFresh,
  isSameLanding,
  LANDINGS,
  type Landed,
  LONGEST_CHARACTERS,
  readLanded,
} from './landed-cookie.ts';
import { readName } from './landing.ts';
import { isVisit } from './visit.ts';

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
  const landing: Landed = { handle, clickToken, at: Date.now(), earlier: [] };
  // Nobody knows yet whether the hub knows the new one: what was there stays beside it.
  const [before] = readLanded(header('cookie'), cookieName(options));
  const days = options.attributionDays ?? 30;
  const earlier = chain(before)
    .filter((one) => isFresh(one, days) && !isSameLanding(one, landing))
    .slice(0, LANDINGS - 1);
  const domain = options.cookieDomain ? ` Domain=${options.cookieDomain};` : '';
  return `${cookieName(options)}=${cookieValue(landing, earlier)}; Max-Age=${days * DAY_SECONDS}; Path=/;${domain} HttpOnly; Secure; SameSite=Lax`;
}

/** The first of these parameters that names something. */
function named(url: string, parameters: readonly string[]): string | undefined {
  const found = parameters.map((name) => readName(url, name)).find(Boolean);
  return found && found.length <= LONGEST_CHARACTERS ? found : undefined;
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
  const known = [cookieName(options), options.storageName ?? 'dth'].flatMap((name) =>
    readLanded(cookieHeader, name),
  );
  const landings = known
    .flatMap(chain)
    .filter((landed) => isFresh(landed, days))
    // What the tracker knows of the same landing is more: it has the click.
    .sort((a, b) => b.at - a.at || (b.clickId ?? 0) - (a.clickId ?? 0));
  const visitorId = known.find((landed) => landed.visitorId)?.visitorId;
  // Without the fields that say nothing: callers spread it over an order.
  return JSON.parse(JSON.stringify(attributionOf(landings, visitorId)));
}

/** The newest of these landings, and behind it what the hub may need when it does not know that one. */
function attributionOf(landings: readonly Landed[], visitorId?: string): Attribution | null {
  const [newest, ...others] = landings;
  if (!newest) return null;
  const { at: _, earlier: __, visitorId: ___, ...found } = newest;
  const clickId = landings.find((one) => one.clickId && isSameLanding(one, newest))?.clickId;
  // The hub has given the click its id: it knows who this is.
  if (clickId) return { ...found, clickId } as Attribution;
  const before = attributionOf(others.filter((one) => !isSameLanding(one, newest)));
  // A name goes before a click, so that of the landing before can stand beside it.
  const click = (!found.clickToken && before) || found;
  return {
    ...found,
    clickId: click.clickId,
    clickToken: click.clickToken,
    visitorId,
    earlier: before ?? undefined,
  } as Attribution;
}

/** A request as Node's server has it, and Express and Fastify. */
export interface NodeRequest {
  url?: string | undefined;
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

type AddHeader = (name: string, value: string) => unknown;

/** Connect's and Fastify's way are one, but for what a response calls the addition of a header. */
const setClickCookie =
  (options: ClickCookieOptions = {}) =>
  (
    { url = '', method, headers }: NodeRequest,
    response: { appendHeader?: AddHeader; header?: AddHeader },
    next: () => void,
  ): void => {
    const header = (name: string) => {
      const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
      return found?.slice(1).flat()[0] ?? null;
    };
    const cookie = clickCookie({ url, method, header }, options);
    // Fastify's `header` adds to the cookies that are there; Express has one that does not.
    if (cookie) response[response.appendHeader ? 'appendHeader' : 'header']?.('set-cookie', cookie);
    next();
  };

/**
 * For Express, Connect and `node:http`.
 *
 * @example
 * app.use(clickCookieMiddleware());
 */
export const clickCookieMiddleware: (
  options?: ClickCookieOptions,
) => (
  request: NodeRequest,
  response: { appendHeader(name: string, value: string): unknown },
  next: () => void,
) => void = setClickCookie;

/**
 * For Fastify.
 *
 * @example
 * app.addHook('onRequest', clickCookieHook());
 */
export const clickCookieHook: (
  options?: ClickCookieOptions,
) => (
  request: NodeRequest,
  reply: { header(name: string, value: string): unknown },
  done: () => void,
) => void = setClickCookie;

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
