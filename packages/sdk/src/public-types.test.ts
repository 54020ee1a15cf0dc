import type { TRPCClient } from '@trpc/client';
import { expect, expectTypeOf, test } from 'vitest';
import {
  type AdminClientOptions,
  type AdminInputs,
  type AdminOutputs,
  type AdminRouter,
  createAdminClient,
} from './admin.ts';
import {
  type Attribution,
  type ClickReceipt,
  type ConversionReceipt,
  createTracker,
  type Tracker,
  type TrackerOptions,
} from './index.ts';
import { createHubClient, hub } from './react.ts';
import {
  type ClickCookieOptions,
  clickCookie,
  clickCookieHook,
  clickCookieMiddleware,
  createServerTracker,
  type HubErrorCode,
  type RefundReceipt,
  readAttribution,
  type ServerTracker,
  type ServerTrackerOptions,
  type SignedHeaders,
  signRequest,
  TrackerError,
  type TrackerErrorCode,
  withClickCookie,
} from './server.ts';
import { type InstallReport, signWebhook, verifyInstall } from './testing.ts';
import {
  expressWebhook,
  fastifyWebhook,
  fetchWebhook,
  type HubEvent,
  verifyWebhook,
  WebhookError,
} from './webhooks.ts';

// What others compile against. Each of these lines fails to compile when a signature changes, so that a change is a decision.
test('the tracking entry', () => {
  expectTypeOf(createTracker).toEqualTypeOf<(options: TrackerOptions) => Tracker>();
  expectTypeOf<Tracker['init']>().toEqualTypeOf<() => Promise<ClickReceipt | null>>();
  expectTypeOf<Tracker['click']>().returns.resolves.toEqualTypeOf<ClickReceipt | null>();
  expectTypeOf<Tracker['conversion']>().returns.resolves.toEqualTypeOf<ConversionReceipt | null>();
  expectTypeOf<Tracker['identify']>().toEqualTypeOf<(visitorId: string | null) => void>();
  expectTypeOf<Tracker['consent']>().toEqualTypeOf<(consent: 'granted' | 'denied') => void>();
  expectTypeOf<Tracker['attribution']>().toEqualTypeOf<() => Attribution | null>();
  expect(createTracker).toBeTypeOf('function');
});

test('the server entry', () => {
  expectTypeOf(createServerTracker).toEqualTypeOf<(options: ServerTrackerOptions) => ServerTracker>();
  expectTypeOf<ServerTracker['click']>().returns.resolves.toEqualTypeOf<ClickReceipt>();
  expectTypeOf<ServerTracker['conversion']>().returns.resolves.toEqualTypeOf<ConversionReceipt>();
  expectTypeOf<ServerTracker['refund']>().returns.resolves.toEqualTypeOf<RefundReceipt>();
  expectTypeOf(signRequest).returns.resolves.toEqualTypeOf<SignedHeaders>();
  expectTypeOf(clickCookie).returns.toEqualTypeOf<string | null>();
  expectTypeOf(clickCookieMiddleware).parameters.toEqualTypeOf<[options?: ClickCookieOptions | undefined]>();
  expectTypeOf(clickCookieHook).parameters.toEqualTypeOf<[options?: ClickCookieOptions | undefined]>();
  expectTypeOf(withClickCookie).toEqualTypeOf<
    (request: Request, response: Response, options?: ClickCookieOptions) => Response
  >();
  expectTypeOf(readAttribution).returns.toEqualTypeOf<Attribution | null>();
  expectTypeOf<TrackerError>().toExtend<Error>();
  // A union, so that a switch over it knows all there are.
  expectTypeOf<TrackerError['code']>().toEqualTypeOf<TrackerErrorCode>();
  expectTypeOf<Exclude<TrackerErrorCode, HubErrorCode>>().toEqualTypeOf<
    'unreachable' | 'dropped' | 'usage' | 'unknown'
  >();
  // What an environment lacks compiles, and is told when it is used.
  expectTypeOf<undefined>().toExtend<ServerTrackerOptions['secretKey']>();
  expectTypeOf<undefined>().toExtend<TrackerOptions['endpoint']>();
  expect(TrackerError).toBeTypeOf('function');
});

test('the webhook entry', () => {
  expectTypeOf(verifyWebhook).returns.resolves.toEqualTypeOf<HubEvent>();
  expectTypeOf(fetchWebhook).returns.toEqualTypeOf<(request: Request) => Promise<Response>>();
  expectTypeOf(expressWebhook).returns.returns.toEqualTypeOf<void>();
  expectTypeOf(fastifyWebhook).returns.returns.toEqualTypeOf<Promise<unknown>>();
  expectTypeOf<WebhookError>().toExtend<Error>();
  expect(WebhookError).toBeTypeOf('function');
});

test('the entry for tests', () => {
  expectTypeOf(signWebhook).returns.resolves.toEqualTypeOf<{
    headers: Record<string, string>;
    body: string;
  }>();
  expectTypeOf(verifyInstall).returns.resolves.toEqualTypeOf<InstallReport>();
  expect([signWebhook, verifyInstall]).toHaveLength(2);
});

test('the entries of operators', () => {
  expectTypeOf(createAdminClient).toEqualTypeOf<(options: AdminClientOptions) => TRPCClient<AdminRouter>>();
  expectTypeOf<AdminInputs['affiliates']['recordRefund']>().toHaveProperty('refundId');
  expectTypeOf<AdminOutputs['affiliates']['recordRefund']['refunded']>().toEqualTypeOf<string | null>();
  expectTypeOf(createHubClient).parameters.toEqualTypeOf<[options: AdminClientOptions]>();
  expectTypeOf(hub.inventory.listProducts.useQuery).toBeFunction();
  expect(hub).toBeDefined();
});
