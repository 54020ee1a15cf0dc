/** Returns a command that reports an order with a secret key. Without a partner, nobody is credited with it. */
export function orderSnippet({ origin, handle }: { origin: string; handle: string | undefined }): string {
  const partner = handle === undefined ? '' : `"handle": "${handle}", `;
  return `curl '${origin}/api/orders' \\
  -H 'authorization: Bearer sk_…' \\
  -H 'content-type: application/json' \\
  -d '{ ${partner}"orderId": "ORD-1001", "revenue": "99.99" }'`;
}
