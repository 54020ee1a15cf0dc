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
  createWebhookHandler,
  type HubEvent,
  type RefundReceipt,
  readAttribution,
  type ServerTracker,
  type ServerTrackerOptions,
  type SignedHeaders,
  signRequest,
  TrackerError,
  verifyWebhook,
  WebhookError,
  withClickCookie,
} from './server.ts';

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
  expectTypeOf(verifyWebhook).returns.resolves.toEqualTypeOf<HubEvent>();
  expectTypeOf(createWebhookHandler).returns.toEqualTypeOf<(request: Request) => Promise<Response>>();
  expectTypeOf<TrackerError>().toExtend<Error>();
  expectTypeOf<WebhookError>().toExtend<Error>();
  expect([TrackerError, WebhookError]).toHaveLength(2);
});

test('the entries of operators', () => {
  expectTypeOf(createAdminClient).toEqualTypeOf<(options: AdminClientOptions) => TRPCClient<AdminRouter>>();
  expectTypeOf<AdminInputs['affiliates']['recordRefund']>().toHaveProperty('refundId');
  expectTypeOf<AdminOutputs['affiliates']['recordRefund']['refunded']>().toEqualTypeOf<string | null>();
  expectTypeOf(createHubClient).parameters.toEqualTypeOf<[options: AdminClientOptions]>();
  expectTypeOf(hub.inventory.listProducts.useQuery).toBeFunction();
  expect(hub).toBeDefined();
});
