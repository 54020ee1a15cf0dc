import { type OpenApiPaths, refusals } from '../../../transport/openapi.ts';

const text = (maxLength: number) => ({ type: 'string', maxLength });

function query(name: string, description: string, schema: object = { type: 'string' }) {
  return { name, in: 'query', required: false, description, schema };
}

/** What stands in pages and mails: no contract entries, because their callers are browsers that follow an address. */
export const trackingPaths: OpenApiPaths = {
  '/r/{handle}': {
    get: {
      operationId: 'links.follow',
      tags: ['links'],
      summary: 'Follow an affiliate’s link',
      description:
        'Records the click and redirects to the storefront, with `dth_click` in the address: the signed click token. A link that is wrong leads to the shop’s home page, and `x-hub-link` says why.',
      security: [],
      parameters: [
        { name: 'handle', in: 'path', required: true, schema: text(255) },
        query('to', 'A path, or a whole address on an allowed origin; `/` when missing.'),
        query('s', 'The affiliate’s own tag for this link; `subId` means the same.', text(255)),
      ],
      responses: {
        302: {
          description: 'On to the storefront.',
          headers: {
            Location: { schema: { type: 'string', format: 'uri' } },
            'x-hub-link': {
              description: 'Why the link leads elsewhere than it says.',
              schema: {
                type: 'string',
                enum: [
                  'target_not_allowed',
                  'target_repeated',
                  'unknown_affiliate',
                  'unavailable',
                  'no_origin',
                ],
              },
            },
          },
        },
        '4XX': { description: 'There is no home page to go to.', content: { 'text/html': {} } },
        '5XX': { description: 'There is none at the moment.', content: { 'text/html': {} } },
      },
    },
  },
  '/px.gif': {
    get: {
      operationId: 'links.loadPixel',
      tags: ['links'],
      summary: 'Record a click without a script',
      description:
        'A transparent pixel, answered after the click was committed. Names the affiliate by `p` or `h`.',
      security: [],
      parameters: [
        query('p', 'Pixel id of the affiliate; `pixelId` means the same.', text(255)),
        query('h', 'Handle of the affiliate; `handle` means the same.', text(255)),
        query('e', 'UUID of the event; `eventId` means the same.', { type: 'string', format: 'uuid' }),
        query('v', 'First-party visitor id; `visitorId` means the same.', text(1024)),
        query(
          'u',
          'The landing page, unless the `Referer` says it; `landingPage` means the same.',
          text(2048),
        ),
        query('r', 'Where the visitor came from; `referrer` means the same.', text(2048)),
        query('s', 'The affiliate’s own tag for the link; `subId` means the same.', text(255)),
        query('storefront', 'Slug of the storefront.', text(64)),
      ],
      responses: {
        200: {
          description: 'The pixel: the click is recorded.',
          content: { 'image/gif': { schema: { type: 'string', format: 'binary' } } },
        },
        ...refusals,
      },
    },
  },
};
