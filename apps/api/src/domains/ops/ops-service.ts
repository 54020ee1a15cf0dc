import { randomUUID } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { ChannelHealthDao, DeliveryDao } from '@dreamteamhub/db/deliveries';
import {
  areMailRecipients,
  type ChannelName,
  createEmailNotifier,
  createSlackNotifier,
  type EgressPolicy,
  isMailSender,
  type Notifier,
} from '@dreamteamhub/notifiers';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Limits } from '../../platform/limits/limits.ts';
import { tooMany } from '../../platform/limits/refuse.ts';
import { formatMinor } from '../../platform/money.ts';
import type { AffiliateService } from '../affiliates/affiliate-service.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import type { AlertingHealth } from '../alerts/alerting-health-service.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { readCurrencies } from '../storefronts/storefront-service.ts';
import { testMessages } from './limits.ts';

interface TestResult {
  success: true;
  message: string;
  timestamp: string;
}

/** What an operator sees and tries on the overview and settings pages. */
export class OpsService {
  readonly #deps: OpsDeps;

  constructor(deps: OpsDeps) {
    this.#deps = deps;
  }

  /** Sends a test alert to a webhook. Throws `delivery_failed` with the reason, secrets left out, and `rate_limited`. */
  async testWebhook(input: { webhookUrl: string }, by: Caller): Promise<TestResult> {
    this.#limitTests(by);
    const { brandName, egress } = this.#deps;
    await this.#sendTest(createSlackNotifier({ webhookUrl: input.webhookUrl, brandName, egress }));
    return {
      success: true,
      message: 'Test alert sent successfully',
      timestamp: this.#deps.now().toISOString(),
    };
  }

  /** Sends a test mail. Throws `bad_request` for an address, `delivery_failed` with the reason, secrets left out. */
  async testEmail(
    input: {
      smtpHost: string;
      smtpPort: number;
      smtpUser?: string | undefined;
      smtpPass?: string | undefined;
      emailFrom: string;
      emailTo: string;
    },
    by: Caller,
  ): Promise<TestResult> {
    const { brandName, egress, timeZone } = this.#deps;
    if (!isMailSender(input.emailFrom)) throw badField('emailFrom', 'must be one email address');
    if (!areMailRecipients(input.emailTo)) {
      throw badField('emailTo', 'must be email addresses with commas between them');
    }
    this.#limitTests(by);
    const warning = await this.#sendTest(
      createEmailNotifier({
        host: input.smtpHost,
        port: input.smtpPort,
        ...(input.smtpUser ? { user: input.smtpUser, pass: input.smtpPass ?? '' } : {}),
        from: input.emailFrom,
        to: input.emailTo,
        brandName,
        timeZone,
        egress,
      }),
    );
    return {
      success: true,
      message: warning === undefined ? 'Test email sent successfully' : `Test email sent, but ${warning}`,
      timestamp: this.#deps.now().toISOString(),
    };
  }

  /** Sends a test event to the shop's server. Throws `bad_request` without one, `delivery_failed` with the reason. */
  async testEvents(by: Caller): Promise<TestResult> {
    const notifier = this.#deps.notifiers.find(({ channel }) => channel === 'events');
    if (notifier === undefined) throw new AppError('bad_request', 'EVENTS_WEBHOOK_URL is not set');
    this.#limitTests(by);
    await this.#deliver(notifier);
    return {
      success: true,
      message: 'Test event sent successfully',
      timestamp: this.#deps.now().toISOString(),
    };
  }

  /**
   * Sends a test message on a channel as it is set up; that it arrived counts for the channel's health. Throws `bad_request`
   * for a channel that is not, `delivery_failed` with the reason, and `rate_limited`.
   */
  async testChannel({ channel }: { channel: ChannelName }, by: Caller): Promise<TestResult> {
    const notifier = this.#deps.notifiers.find((known) => known.channel === channel);
    if (notifier === undefined) throw badField('channel', `"${channel}" is not configured`);
    this.#limitTests(by);
    const warning = await this.#deliver(notifier);
    await new ChannelHealthDao(this.#deps.db).recordDelivered(channel);
    return {
      success: true,
      message:
        warning === undefined
          ? 'The test message was accepted'
          : `The test message was accepted, but ${warning}`,
      timestamp: this.#deps.now().toISOString(),
    };
  }

  #limitTests(by: Caller): void {
    const excess = this.#deps.limits.take(testMessages, { account: `${by.kind}:${by.id}` });
    if (excess !== null) throw tooMany('test messages', excess);
  }

  /** Returns the warning of a message that did not arrive everywhere. */
  async #sendTest(notifier: Notifier): Promise<string | undefined> {
    try {
      return await this.#deliver(notifier);
    } finally {
      await notifier.close();
    }
  }

  async #deliver(notifier: Notifier): Promise<string | undefined> {
    const outcome = await notifier.send({ kind: 'test', id: randomUUID(), occurredAt: this.#deps.now() });
    if (outcome.outcome !== 'delivered') throw new AppError('delivery_failed', outcome.reason);
    return outcome.warning;
  }

  async scanNow() {
    const scan = await this.#deps.alerts.scanAndList();
    return {
      success: true as const,
      message: 'Scan initiated',
      timestamp: scan.scannedAt.toISOString(),
      lowStockItems: scan.lowStockItems,
      lowStockCount: scan.lowStockCount,
    };
  }

  /** Returns the hub's counts; a storefront's key sees only its own storefront's affiliates in them. */
  async getOverview(by: Pick<Caller, 'storefrontId'>) {
    const { affiliates, inventory } = this.#deps;
    const [totals, stock, events, currency] = await Promise.all([
      affiliates.getTotals(by),
      inventory.getStockOverview(10),
      inventory.listEvents({ limit: 10, order: 'desc' }),
      this.#currencyOf(by),
    ]);
    const { revenue30d, verifiedRevenue30d } =
      totals.revenues.find((revenue) => revenue.currency === currency) ?? noRevenue(currency);
    const revenue = { revenue30d, verifiedRevenue30d, currency };
    return { ...totals, ...revenue, ...stock, latestEvents: events.items };
  }

  async #currencyOf({ storefrontId }: Pick<Caller, 'storefrontId'>): Promise<string> {
    if (storefrontId === null) return this.#deps.currency;
    return (await readCurrencies(this.#deps.db))(storefrontId);
  }

  async getAlerting() {
    const deliveries = new DeliveryDao(this.#deps.db);
    const [lastScan, deliveryCounts, problems, channelHealth] = await Promise.all([
      deliveries.getLastScan(),
      deliveries.countByStatus(),
      this.#deps.alertingHealth.getProblems(),
      this.#deps.alertingHealth.getChannels(),
    ]);
    return {
      channels: this.#deps.notifiers.map(({ channel, target }) => ({ name: channel, target })),
      scanIntervalSeconds: this.#deps.scanIntervalSeconds,
      cooldownSeconds: this.#deps.cooldownSeconds,
      repeatSeconds: this.#deps.repeatSeconds,
      groupSeconds: this.#deps.groupSeconds,
      restockedChannels: [...this.#deps.restockedChannels],
      problems: problems.map((problem) => ({ ...problem, since: problem.since.toISOString() })),
      channelHealth: channelHealth.map(({ failingSeconds: _failingSeconds, ...health }) => ({
        ...health,
        lastDeliveredAt: health.lastDeliveredAt?.toISOString() ?? null,
        failingSince: health.failingSince?.toISOString() ?? null,
      })),
      lastScanAt: lastScan?.at.toISOString() ?? null,
      deliveries: deliveryCounts,
    };
  }
}

function noRevenue(currency: string) {
  const nothing = formatMinor(0n, currency);
  return { revenue30d: nothing, verifiedRevenue30d: nothing };
}

interface OpsDeps {
  db: Database;
  alerts: AlertService;
  affiliates: AffiliateService;
  inventory: InventoryService;
  notifiers: readonly Notifier[];
  limits: Limits;
  egress: EgressPolicy;
  brandName: string;
  timeZone: string;
  currency: string;
  scanIntervalSeconds: number;
  cooldownSeconds: number;
  repeatSeconds: number;
  groupSeconds: number;
  restockedChannels: readonly ChannelName[];
  alertingHealth: AlertingHealth;
  now: () => Date;
}
