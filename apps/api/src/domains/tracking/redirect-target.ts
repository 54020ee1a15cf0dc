import { AppError, badField } from '../../platform/app-error.ts';

/** As long as a landing page may be. */
const MAX_TARGET_CHARACTERS = 2048;

// Browsers drop tabs and line breaks from addresses and read "\" as "/": what is checked must be what they follow.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const MISREAD = /[\u0000-\u001f\u007f-\u009f\\]/;
// A storefront that decodes a path once more would find the same in it, or "//" and a host at its beginning.
const MISREAD_ONCE_DECODED = /^\/(?:\/|%2f)|%(?:[01][0-9a-f]|7f|5c)/i;

/**
 * Returns where a tracked link leads: a path on the storefront's first origin, or an address on any of its origins.
 * Throws `bad_request` on `to` for everything else, `conflict` when the storefront has no origin.
 */
export function resolveTarget(
  to: string | undefined,
  storefront: { slug: string; allowedOrigins: readonly string[] },
): URL {
  const [home] = storefront.allowedOrigins;
  if (home === undefined) {
    throw new AppError(
      'conflict',
      `storefront "${storefront.slug}" has no origin that a link may lead to: ` +
        `npm run hub -- storefronts allow-origin ${storefront.slug} https://shop.example`,
    );
  }
  const target = parseTarget(to ?? '/', home);
  if (!storefront.allowedOrigins.includes(target.origin)) {
    throw badField('to', 'must lead to an allowed origin of the storefront');
  }
  return target;
}

function parseTarget(to: string, home: string): URL {
  if (to.length > MAX_TARGET_CHARACTERS) {
    throw badField('to', `must be at most ${MAX_TARGET_CHARACTERS} characters`);
  }
  if (MISREAD.test(to)) throw badField('to', 'must not contain control characters or backslashes');
  if (!/^(?:\/(?!\/)|https?:\/\/[^/])/i.test(to) || !URL.canParse(to, home)) {
    throw badField('to', 'must be a path like /products or an address like https://shop.example/products');
  }
  const target = new URL(to, home);
  if (target.username !== '' || target.password !== '') throw badField('to', 'must not contain credentials');
  if (MISREAD_ONCE_DECODED.test(target.pathname)) {
    throw badField('to', 'must not begin with two slashes or hide control characters or backslashes');
  }
  return target;
}

/** Adds a link's further parameters to its target, which keeps its own where both have one. */
export function addParameters(target: URL, parameters: Iterable<[string, string]>): URL {
  const result = new URL(target);
  const missing = [...parameters].filter(([name]) => !target.searchParams.has(name));
  const added = new URLSearchParams(missing).toString();
  // Appended as text: the target's own query must stay letter for letter, and searchParams would rewrite it.
  if (added !== '') result.search = result.search === '' ? added : `${result.search}&${added}`;
  return result;
}
