/**
 * Programs that look at pages: by a word, or because they say a name and no system, as no browser does. That suffices: what a cookie names is
 * credited only with an order, which no program places, and whether a click counts is judged by the hub, with a whole list. This spares caches
 * and logs a cookie that nobody needs. (Cubot makes phones.)
 */
const PROGRAM =
  /(?<!cu)bot|crawl|spider|slurp|headless|lighthouse|externalhit|preview|mediapartners|google-|^wget|^(?!mozilla|opera)[^(]+$/i;

/** What browsers say when nobody looks yet; Next.js' router has a header of its own. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz', 'next-router-prefetch'];

/** Whether a person comes to a page, as far as a request tells. Older browsers tell less, and count as people. */
export function isVisit(method: string, header: (name: string) => string | null): boolean {
  return (
    method.toUpperCase() === 'GET' &&
    /^(?:document)?$/.test(header('sec-fetch-dest') ?? '') &&
    !/prefetch|prerender|preview|1/i.test(PREFETCH_HEADERS.map(header).join()) &&
    !PROGRAM.test(header('user-agent') ?? '')
  );
}
