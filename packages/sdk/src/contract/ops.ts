import { z } from 'zod';
import { affiliate } from './affiliates.ts';
import { mutation, query } from './entry.ts';
import { channelName, instant, label, moneyString, text } from './fields.ts';
import { inventoryEvent, product } from './inventory.ts';
import { setupStep } from './setup-steps.ts';
import { storefront } from './storefronts.ts';
import { email, newPassword } from './team.ts';

const testResult = z.object({ success: z.literal(true), message: z.string(), timestamp: instant });

/** A place that alerts are sent to. */
export const channel = z.object({
  name: channelName,
  /** Where it goes, with anything secret left out. */
  target: z.string(),
});

export const ops = {
  testWebhook: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Send a test alert to a Slack incoming webhook.',
    input: z.strictObject({ webhookUrl: z.url({ protocol: /^https?$/ }).max(2048) }),
    output: testResult,
    rest: { route: 'POST /api/ops/settings/test-webhook' },
  }),
  testEmail: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Send a test alert through an SMTP server.',
    input: z.strictObject({
      smtpHost: label(255),
      smtpPort: z.number().int().min(1).max(65_535),
      smtpUser: text(255).optional(),
      smtpPass: text(1024).optional(),
      /** One address, with or without a name: `Shop Alerts <hub@shop.example>`. */
      emailFrom: label(320),
      /** One address or several, with commas between them. */
      emailTo: label(2_000),
    }),
    output: testResult,
    rest: { route: 'POST /api/ops/settings/test-email' },
  }),
  testEvents: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Send a test event to the server that EVENTS_WEBHOOK_URL names.',
    input: z.strictObject({}),
    output: testResult,
    rest: { route: 'POST /api/ops/settings/test-events' },
  }),
  testChannel: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Send a test message on a channel as the hub’s environment sets it up.',
    input: z.strictObject({ channel: channelName }),
    output: testResult,
    rest: { route: 'POST /api/ops/channels/:channel/test' },
  }),
  scanNow: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Scan for low stock now; answers what is low and does not wait for delivery.',
    input: z.strictObject({}),
    output: z.object({
      success: z.literal(true),
      message: z.string(),
      timestamp: instant,
      /** At most 500, most urgent first. */
      lowStockItems: z.array(
        z.object({ sku: z.string(), stock: z.number().int(), threshold: z.number().int() }),
      ),
      /** All of them. */
      lowStockCount: z.number().int(),
    }),
    rest: { route: 'POST /api/ops/inventory/scan-now' },
  }),
  getOverview: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'Counts, what is low now, and the latest stock events.',
    input: z.strictObject({}),
    output: z.object({
      affiliateCount: z.number().int(),
      clicks30d: z.number().int(),
      conversions30d: z.number().int(),
      /** Of storefronts with this `currency`: a key's own storefront's, else the hub's. */
      revenue30d: moneyString,
      /** The verified part of both: without claims, which anybody can send. */
      verifiedConversions30d: z.number().int(),
      verifiedRevenue30d: moneyString,
      currency: z.string(),
      /** The same for each currency of the storefronts; amounts of different currencies are never added. */
      revenues: z.array(
        z.object({ currency: z.string(), revenue30d: moneyString, verifiedRevenue30d: moneyString }),
      ),
      productCount: z.number().int(),
      lowStockCount: z.number().int(),
      /** At most 10, most urgent first. */
      lowStockProducts: z.array(product),
      latestEvents: z.array(inventoryEvent),
    }),
    rest: { route: 'GET /api/ops/overview' },
  }),
  getAlerting: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'How alerts are set up: channels, intervals, and when the last scan ran.',
    input: z.strictObject({}),
    output: z.object({
      channels: z.array(channel),
      scanIntervalSeconds: z.number().int(),
      cooldownSeconds: z.number().int(),
      repeatSeconds: z.number().int(),
      /** Several products that become low within this time make one digest. */
      groupSeconds: z.number().int(),
      /** Channels that also hear when a product was restocked. */
      restockedChannels: z.array(channelName),
      /** What is wrong with the alerting itself, worst first; empty when all is well. */
      problems: z.array(
        z.object({
          /** `scans`, `channels`, or one of them: `channel:webhook`. */
          subject: z.string(),
          message: z.string(),
          since: instant,
        }),
      ),
      /** How each channel is doing. */
      channelHealth: z.array(
        z.object({
          channel: channelName,
          lastDeliveredAt: instant.nullable(),
          failingSince: instant.nullable(),
          failures: z.number().int(),
          /** The provider refused for good: only a change of the settings helps. */
          isRefused: z.boolean(),
          lastError: z.string().nullable(),
        }),
      ),
      lastScanAt: instant.nullable(),
      /** How many deliveries are on their way, arrived, or were given up. */
      deliveries: z.object({
        pending: z.number().int(),
        delivered: z.number().int(),
        dead: z.number().int(),
      }),
    }),
    rest: { route: 'GET /api/ops/alerting' },
  }),
  getProgress: query({
    access: 'analyst',
    summary: 'How far the hub is set up, as its own data say, and what the caller left out.',
    input: z.strictObject({}),
    output: z.object({
      steps: z.array(
        z.object({
          name: setupStep,
          isDone: z.boolean(),
          /** The caller goes on without it. */
          isSkipped: z.boolean(),
        }),
      ),
      /** The caller does not want to see the steps. */
      isHidden: z.boolean(),
      /** The active partner that was made first: its link can be tried. */
      partner: affiliate.pick({ id: true, name: true, handle: true, pixelId: true }).nullable(),
      /** The storefront that lacks an origin, or else the first. */
      storefront: storefront.pick({ id: true, slug: true, name: true }),
      /** Where people hear of alerts, and when a message last arrived there. */
      channels: z.array(z.object({ name: channelName, lastDeliveredAt: instant.nullable() })),
    }),
  }),
  getSetupState: query({
    access: 'anyone',
    summary: 'Whether the hub still waits for its first operator, and whether it is a demo.',
    input: z.strictObject({}),
    output: z.object({
      needsFirstOperator: z.boolean(),
      /** Its data is made up, and gone when it stops. */
      isDemo: z.boolean(),
    }),
  }),
  createFirstOperator: mutation({
    access: 'anyone',
    summary:
      'Create the first person, an owner, with the one-time link that the hub printed at its first start.',
    input: z.strictObject({
      token: z.string().min(1).max(200),
      name: label(100),
      email,
      password: newPassword,
    }),
    output: z.object({ success: z.literal(true) }),
  }),
} as const;
