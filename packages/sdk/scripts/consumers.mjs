// Files of those who use the package: they must compile, and what is marked as wrong must not.

/** A storefront's file. Each `@ts-expect-error` fails the check when the line under it compiles. */
export const TRACKING = `
import { createTracker, type TrackerFailure } from '@dreamteamhub/sdk';
const tracker = createTracker({ endpoint: 'https://hub.example.com', key: 'pk_x' });
// @ts-expect-error a typo in an option
createTracker({ endpoint: 'https://hub.example.com', kee: 'pk_x' });
// @ts-expect-error a click names its affiliate
void tracker.click({ landingPage: '/' });
// @ts-expect-error consent is one of two words
tracker.consent('perhaps');
// @ts-expect-error there may be no receipt
void tracker.click({ pixelId: 'p' }).then((receipt) => receipt.clickId.toFixed());
void tracker.init().then((receipt) => receipt?.clickId.toFixed());
void tracker.conversion({ orderId: 'O-1', revenue: '9.99' }).then((receipt) => receipt?.attributionId.toFixed());
const onError = (failure: TrackerFailure): void => void failure.code.toUpperCase();
createTracker({ endpoint: '/hub', onError, parameters: ['ref'] }).identify(null);
`;

export const SERVER = `
import { createServerTracker, signRequest, TrackerError, type TrackerErrorCode } from '@dreamteamhub/sdk/server';
import { signWebhook, verifyInstall } from '@dreamteamhub/sdk/testing';
declare const environment: Record<string, string | undefined>;
void verifyInstall({ endpoint: environment.HUB_URL, secretKey: environment.HUB_KEY }).then(({ ok, checks }) => [ok, checks[0]?.message]);
void signWebhook({ secret: 'whsec_x', type: 'alerting.failed', data: { message: 'x' } }).then(({ headers, body }) => [headers, body]);
// @ts-expect-error the data of another type
void signWebhook({ secret: 'whsec_x', type: 'stock.low', data: { message: 'x' } });
const describe = (code: TrackerErrorCode): string => {
  switch (code) {
    case 'conflict': return 'twice';
    // @ts-expect-error there is no such code
    case 'conflicting': return 'never';
    default: return code;
  }
};
void describe;
const hub = createServerTracker({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
// @ts-expect-error the secret key is required
createServerTracker({ endpoint: 'https://hub.example.com' });
// What an environment may lack needs no assertion.
createServerTracker({ endpoint: environment.HUB_URL, secretKey: environment.HUB_KEY });
void hub.conversion({ clickToken: 't', orderId: 'O-1', revenue: '9.99' }).then((receipt) => receipt.attributionId.toFixed()).catch((error) => {
  if (error instanceof TrackerError) error.code.toUpperCase();
});
import { clickCookieMiddleware, readAttribution, withClickCookie } from '@dreamteamhub/sdk/server';
clickCookieMiddleware({ attributionDays: 30 })({ url: '/', headers: {} }, { appendHeader: () => undefined }, () => undefined);
void withClickCookie(new Request('https://shop.example/'), new Response());
void hub.conversion({ ...readAttribution(''), orderId: 'O-1', revenue: '9.99' }).then(({ attributedBy, ignored }) => [attributedBy === 'handle', ignored?.map(({ field }) => field)]);
// @ts-expect-error there may be nobody to credit
readAttribution('').handle;
// @ts-expect-error a typo in an option
clickCookieMiddleware({ attributionDay: 30 });
void signRequest({ secretKey: 'sk_x', body: '{}' }).then((headers) => headers['webhook-signature'].length);
`;

export const WEBHOOKS = `
import { expressWebhook, fastifyWebhook, fetchWebhook, type HubEvent, verifyWebhook, type WebhookHandlers } from '@dreamteamhub/sdk/webhooks';
declare const secret: string | undefined;
const ignore = () => undefined;
const on: WebhookHandlers = {
  'stock.low': ({ data }) => data.items.map(({ sku }) => sku.toUpperCase()),
  'stock.restocked': ignore,
  'alerting.failed': ({ data }) => data.message.length,
  'order.recorded': ({ data }) => data.refunded.length,
  'order.refunded': ({ data }) => data.lines.length,
  'conversion.recorded': ({ data }) => data.orderId.length,
  'conversion.verified': ignore,
  'conversion.approved': ignore,
  'conversion.paid': ignore,
  'conversion.voided': ignore,
  'conversion.refunded': ({ data }) => data.refundId.length,
  'commission.accrued': ignore,
  'commission.matured': ignore,
  'commission.reversed': ignore,
  'payout.requested': ({ data }) => data.amount.length,
  'payout.paid': ignore,
  'payout.returned': ({ data }) => data.reason?.length,
  'hub.tested': ignore,
};
const { 'hub.tested': _, ...incomplete } = on;
// @ts-expect-error a case is missing
fetchWebhook({ secret, on: incomplete });
// @ts-expect-error a case that there is not
fetchWebhook({ secret, on: { ...on, 'stock.lost': ignore } });
expressWebhook({ secret, on })({ headers: {} }, { statusCode: 200, end: () => undefined });
void fastifyWebhook({ secret, on })({ headers: {}, body: {} }, { code: () => ({ send: () => undefined }) });
void fetchWebhook({ secret: ['whsec_x', 'whsec_y'], on })(new Request('https://shop.example/')).then(({ status }) => status);
const rawHeaders: string[] = [];
void verifyWebhook({ secret: 'whsec_x', headers: rawHeaders, body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: new Headers(), body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: new Map([['Webhook-Id', 'x']]), body: '' });
// @ts-expect-error headers have text
void verifyWebhook({ secret: 'whsec_x', headers: { 'webhook-id': 1 }, body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: {}, body: '' }).then((event: HubEvent) => {
  if (event.type === 'stock.low') return event.data.itemCount;
  // @ts-expect-error not all events have items
  return event.data.items;
});
`;

/** What a shop's server runs, as an ES module and as CommonJS. */
export const RUN = `
const hub = createServerTracker({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
if (typeof hub.refund !== 'function') throw new Error('no refunds');
// Rendered on a server, a page's tracker does nothing and breaks nothing.
createTracker({ endpoint: 'https://hub.example.com', key: 'pk_x' }).identify('somebody');
void signRequest({ secretKey: 'sk_x', body: '{}' }).then(async (headers) => {
  if (!headers['webhook-signature'].startsWith('v1,')) throw new Error('no signature');
  const refusal = await verifyWebhook({ secret: 'whsec_c2VjcmV0', headers, body: '{}' }).catch((error) => error);
  if (!(refusal instanceof WebhookError)) throw new Error('not refused');
});
`;

export const ADMIN = `
import { type AdminOutputs, createAdminClient } from '@dreamteamhub/sdk/admin';
import { admin } from '@dreamteamhub/sdk/contract';
const hub = createAdminClient({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
const page: Promise<AdminOutputs['affiliates']['listAffiliates']> = hub.affiliates.listAffiliates.query({});
void page.then(({ items }) => items[0]?.clicks30d.toFixed());
// @ts-expect-error no such procedure
void hub.affiliates.nope.query();
// @ts-expect-error handle is text
void hub.affiliates.createAffiliate.mutate({ handle: 1, name: 'x' });
admin.affiliates.createAffiliate.input.parse({ handle: 'h', name: 'n' });
`;

export const REACT = `
import { createHubClient, hub } from '@dreamteamhub/sdk/react';
const client = createHubClient({ endpoint: 'https://hub.example.com' });
export const useLow = () => hub.inventory.listProducts.useQuery({ lowStockOnly: true }).data?.items[0]?.sku.toUpperCase();
// @ts-expect-error no such procedure
hub.inventory.nope.useQuery();
void client;
`;
