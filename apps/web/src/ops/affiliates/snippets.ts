/** Returns code for a storefront developer to paste. Every example works as it stands. */
export interface Snippets {
  /** Of the partner, to the storefront’s home page. */
  link: string;
  sdk: string;
  /** A click and an order. */
  curl: string;
  /** A click alone. */
  click: string;
  html: string;
  /** For the server that takes the order. */
  server: string;
}

export interface SnippetFacts {
  origin: string;
  pixelId: string;
  handle: string;
}

/** Examples send a browser's user agent, because the hub does not count clicks from curl. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

export function buildSnippets({ origin, pixelId, handle }: SnippetFacts): Snippets {
  const click = `curl -X POST '${origin}/api/affiliates/track/click' \\
  -H 'content-type: application/json' \\
  -H 'user-agent: ${BROWSER}' \\
  -d '{ "pixelId": "${pixelId}", "landingPage": "/" }'`;
  return {
    click,
    link: `${origin}/r/${encodeURIComponent(handle)}`,
    sdk: `import { createTracker } from '@dreamteamhub/sdk';
const tracker = createTracker({ endpoint: '${origin}' });
await tracker.click({ pixelId: '${pixelId}', landingPage: location.pathname, referrer: document.referrer });`,
    curl: `${click}

curl -X POST '${origin}/api/affiliates/track/conversion' \\
  -H 'content-type: application/json' \\
  -d '{ "pixelId": "${pixelId}", "orderId": "ORD-1001", "revenue": "99.99" }'`,
    html: `<script>
  window.dth = window.dth || function () { (dth.q = dth.q || []).push(arguments); };
  dth('click', { pixelId: '${pixelId}', landingPage: location.pathname, referrer: document.referrer });
</script>
<script async src="${origin}/sdk/pixel.js" data-init="off"></script>
<noscript><img src="${origin}/px.gif?p=${pixelId}" width="1" height="1" alt=""></noscript>`,
    server: `import { createServerTracker } from '@dreamteamhub/sdk/server';
const hub = createServerTracker({ endpoint: '${origin}', secretKey: 'sk_…' });
await hub.conversion({ pixelId: '${pixelId}', orderId: 'ORD-1001', revenue: '99.99' });`,
  };
}
