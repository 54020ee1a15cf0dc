import type { StorefrontService } from '../ops/storefront-service.ts';
import { StartError } from '../start-error.ts';

/** `storefronts list | allow-origin <slug> <origin> | disallow-origin <slug> <origin>`; answers the lines to print. */
export async function runStorefrontCommand(
  [verb, slug, origin]: string[],
  storefronts: StorefrontService,
): Promise<string[]> {
  if (verb === 'list') {
    const rows = await storefronts.list();
    return rows.map(
      ({ id, slug, currency, allowedOrigins, name }) =>
        `${id}\t${slug}\t${currency}\t${allowedOrigins.join(' ') || 'no origin'}\t${name}`,
    );
  }
  if (verb !== 'allow-origin' && verb !== 'disallow-origin') {
    throw new StartError(`unknown command "storefronts ${verb ?? ''}"`);
  }
  if (slug === undefined || origin === undefined) {
    throw new StartError(`usage: storefronts ${verb} <slug> <origin>, as in: default https://shop.example`);
  }
  const { allowedOrigins } =
    verb === 'allow-origin'
      ? await storefronts.allowOrigin(slug, origin)
      : await storefronts.disallowOrigin(slug, origin);
  return [
    allowedOrigins.length === 0
      ? `Links of "${slug}" lead nowhere now.`
      : `Links of "${slug}" may lead to ${allowedOrigins.join(', ')}; a path alone is on the first.`,
  ];
}
