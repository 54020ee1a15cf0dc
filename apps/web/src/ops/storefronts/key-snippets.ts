import type { Scope } from '@dreamteamhub/sdk/contract';

/** Code to paste for a new key. */
export interface KeySnippet {
  name: string;
  intro: string;
  code: string;
}

interface KeyFacts {
  origin: string;
  kind: 'publishable' | 'secret';
  scopes: readonly Scope[];
  key: string;
}

/** Returns examples that work once they name an affiliate of yours. */
export function buildKeySnippets(facts: KeyFacts): KeySnippet[] {
  if (facts.kind === 'publishable') return publishableSnippets(facts);
  return facts.scopes.includes('events:write') ? [serverSnippet(facts), orderCurl(facts)] : [readCurl(facts)];
}

function publishableSnippets({ origin, key }: KeyFacts): KeySnippet[] {
  return [
    {
      name: 'SDK',
      intro:
        'For pages that you bundle: npm install @dreamteamhub/sdk. The partner comes from the address, as in ?via=tech-blog.',
      code: `import { createTracker } from '@dreamteamhub/sdk';
const tracker = createTracker({ endpoint: '${origin}', key: '${key}' });
tracker.init();`,
    },
    {
      name: 'Script tag',
      intro: 'For any page. The partner comes from the address, as in ?via=tech-blog.',
      code: `<script async src="${origin}/sdk/pixel.js" data-key="${key}"></script>`,
    },
    {
      name: 'Pixel',
      intro: 'For pages without scripts. It needs no key, only the partner’s pixel id.',
      code: `<img src="${origin}/px.gif?p=PIXEL_ID" width="1" height="1" alt="">`,
    },
    {
      name: 'curl',
      intro: 'To try it. The user agent is a browser’s, because bots are not counted.',
      code: `curl '${origin}/api/affiliates/track/click' \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36' \\
  -d '{ "handle": "tech-blog", "landingPage": "/" }'`,
    },
  ];
}

function serverSnippet({ origin, key }: KeyFacts): KeySnippet {
  return {
    name: 'SDK on a server',
    intro:
      'Signs every order; the key never travels. Read it from the environment rather than from the code.',
    code: `import { createServerTracker } from '@dreamteamhub/sdk/server';
const hub = createServerTracker({ endpoint: '${origin}', secretKey: '${key}' });
await hub.conversion({ handle: 'tech-blog', orderId: 'ORD-1001', revenue: '99.99' });`,
  };
}

function orderCurl({ origin, key }: KeyFacts): KeySnippet {
  return {
    name: 'curl',
    intro: 'Reports a verified order.',
    code: `curl '${origin}/api/affiliates/track/conversion' \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '{ "handle": "tech-blog", "orderId": "ORD-1001", "revenue": "99.99" }'`,
  };
}

function readCurl({ origin, key, scopes }: KeyFacts): KeySnippet {
  const path = scopes.some((scope) => scope.startsWith('inventory'))
    ? '/api/inventory/products'
    : scopes.some((scope) => scope.startsWith('affiliates'))
      ? '/api/affiliates'
      : '/api/ops/overview';
  return {
    name: 'curl',
    intro: 'The page /docs of this hub describes all paths.',
    code: `curl '${origin}${path}' -H 'authorization: Bearer ${key}'`,
  };
}
