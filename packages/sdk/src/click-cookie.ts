import type { Attribution } from './events.ts';

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

interface Landed extends Attribution {
  /** Milliseconds since 1970. */
  at: number;
}

const DAY_SECONDS = 86_400;
/** A cookie is not a place to put things: what is longer is no handle and no token. */
const LONGEST_CHARACTERS = 255;

/** Of the server's own cookie. Scripts do not touch it, or browsers would shorten its life to what a script's may have. */
const cookieName = (options: ClickCookieOptions) => `${options.storageName ?? 'dth'}_click`;

/**
 * The `Set-Cookie` header for a visit from an affiliate's link; null for every other. Safari ends what scripts store after 7 days: what
 * your own server sets lives as long as it says.
 */
export function clickCookie(
  visit: { url: string; header(name: string): string | null },
  options: ClickCookieOptions = {},
): string | null {
  // An absolute address or a path, with whatever is wrong in it.
  const found = new URLSearchParams(/\?([^#]*)/.exec(visit.url)?.[1]);
  const clickToken = found.get('dth_click');
  const handle = (options.parameters ?? ['via']).map((name) => found.get(name)).find(Boolean);
  const value = clickToken || handle;
  if (!value || value.length > LONGEST_CHARACTERS) return null;
  const header = (name: string) => visit.header(name);
  if (!(options.hasConsent?.(header) ?? header('sec-gpc') !== '1')) return null;
  const landed: Landed = { ...(clickToken ? { clickToken: value } : { handle: value }), at: Date.now() };
  const days = options.attributionDays ?? 30;
  return [
    `${cookieName(options)}=${encodeURIComponent(JSON.stringify(landed))}`,
    `Max-Age=${days * DAY_SECONDS}`,
    'Path=/',
    ...(options.cookieDomain ? [`Domain=${options.cookieDomain}`] : []),
    'HttpOnly',
    'Secure',
    'SameSite=Lax',
  ].join('; ');
}

/**
 * Who brought the visitor who sent these cookies, to report with the order: the latest of what the server's cookie and the tracker's say.
 * Null when nobody did. Visitors can write their cookies: what follows from them is a matter between affiliates, never a right of the visitor.
 *
 * @example
 * await hub.conversion({ ...readAttribution(request.headers.cookie), orderId, revenue });
 */
export function readAttribution(
  cookieHeader: string | null | undefined,
  options: ClickCookieOptions = {},
): Attribution | null {
  const days = options.attributionDays ?? 30;
  const pairs = (cookieHeader ?? '').split(/; */);
  const latest = [cookieName(options), options.storageName ?? 'dth']
    .flatMap((name) =>
      pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1)),
    )
    .map(parse)
    .filter(
      (landed): landed is Landed => landed !== null && Date.now() - landed.at < days * DAY_SECONDS * 1000,
    )
    // What the tracker knows of the same landing is more: it has the click.
    .sort((a, b) => b.at - a.at || Number('clickId' in b) - Number('clickId' in a));
  const [first] = latest;
  if (first === undefined) return null;
  const sameLanding = latest.find(({ handle, clickId }) => handle === first.handle && clickId !== undefined);
  const { at: _, ...attribution } = { ...first, ...(sameLanding && { clickId: sameLanding.clickId }) };
  return attribution as Attribution;
}

function parse(text: string): Landed | null {
  try {
    const found = JSON.parse(decodeURIComponent(text)) as Record<string, unknown> | null;
    if (typeof found?.at !== 'number') return null;
    const isText = (value: unknown) =>
      typeof value === 'string' && value !== '' && value.length <= LONGEST_CHARACTERS;
    const landed = {
      ...(isText(found.handle) && { handle: found.handle as string }),
      ...(isText(found.pixelId) && { pixelId: found.pixelId as string }),
      ...(isText(found.clickToken) && { clickToken: found.clickToken as string }),
      ...(Number.isSafeInteger(found.clickId) && { clickId: found.clickId as number }),
    };
    return landed.handle || landed.pixelId || landed.clickToken ? { ...landed, at: found.at } : null;
  } catch {
    return null;
  }
}

/** A request as Node's server has it, and Express and Fastify. */
export interface NodeRequest {
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

const headerOf =
  ({ headers }: NodeRequest) =>
  (name: string) =>
    headers[name]?.toString() ?? null;

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
    const cookie = clickCookie({ url: request.url ?? '', header: headerOf(request) }, options);
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
    const cookie = clickCookie({ url: request.url ?? '', header: headerOf(request) }, options);
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
  const cookie = clickCookie({ url: request.url, header: (name) => request.headers.get(name) }, options);
  if (cookie === null) return response;
  // Responses that were fetched cannot be changed.
  const answered = new Response(response.body, response);
  answered.headers.append('set-cookie', cookie);
  return answered;
}
