/** Code that a storefront developer pastes; every example works as it stands. */
export interface Snippets {
  sdk: string;
  curl: string;
  html: string;
}

/** Examples send a browser's user agent, because the hub does not count curl's own. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

export function buildSnippets({ origin, pixelId }: { origin: string; pixelId: string }): Snippets {
  return {
    sdk: `import { createTracker } from '@dreamteamhub/sdk';
const tracker = createTracker({ endpoint: '${origin}' });
await tracker.click({ pixelId: '${pixelId}', landingPage: location.pathname, referrer: document.referrer });`,
    curl: `curl -X POST '${origin}/api/affiliates/track/click' \\
  -H 'content-type: application/json' \\
  -H 'user-agent: ${BROWSER}' \\
  -d '{ "pixelId": "${pixelId}", "landingPage": "/" }'

curl -X POST '${origin}/api/affiliates/track/conversion' \\
  -H 'content-type: application/json' \\
  -d '{ "pixelId": "${pixelId}", "orderId": "ORD-1001", "revenue": "99.99" }'`,
    html: `<script>
  fetch('${origin}/api/affiliates/track/click', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pixelId: '${pixelId}',
      landingPage: location.pathname,
      referrer: document.referrer,
    }),
    credentials: 'omit',
    keepalive: true,
  });
</script>`,
  };
}

/** The line to run where the order is placed. */
export function buildConversionSnippet(pixelId: string): string {
  return `await tracker.conversion({ pixelId: '${pixelId}', orderId: 'ORD-1001', revenue: '99.99' });`;
}
