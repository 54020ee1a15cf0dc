/**
 * Programs that look at pages. A few words suffice: what a cookie names is credited only with an order, which no program places, and whether a
 * click counts is judged by the hub, with a whole list. This spares caches and logs a cookie that nobody needs. (Cubot makes phones.)
 */
const PROGRAM =
  /(?<!cu)bot|crawl|spider|slurp|headless|lighthouse|externalhit|preview|mediapartners|google-|^(?:whatsapp|curl|wget|python|go-http|java|okhttp|axios|node|undici|php|ruby)/i;

/** What browsers say when nobody looks yet; Next.js' router has a header of its own. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz', 'next-router-prefetch'];

/** Whether a person comes to a page, as far as a request tells. Older browsers tell less, and count as people. */
export function isVisit(method: string, header: (name: string) => string | null): boolean {
  return (
    method.toUpperCase() === 'GET' &&
    /^(?:document)?$/.test(header('sec-fetch-dest') ?? '') &&
    !PREFETCH_HEADERS.some((name) => /prefetch|prerender|preview|1/i.test(header(name) ?? '')) &&
    !PROGRAM.test(header('user-agent') ?? '')
  );
}
