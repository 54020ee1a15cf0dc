import { join } from 'node:path';
import { connectDatabase, type Database, isMigrated } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { ClickDao, VisitorSaltDao } from '@dreamteamhub/db/tracking';
import { RetentionDao, UpkeepDao } from '@dreamteamhub/db/upkeep';
import {
  createEgressPolicy,
  createHeartbeat,
  type EgressPolicy,
  type Notifier,
} from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { AffiliateService } from './domains/affiliates/affiliate-service.ts';
import { AlertService, type EnqueueDelivery, type RequestFlush } from './domains/alerts/alert-service.ts';
import { AlertingHealth } from './domains/alerts/alerting-health.ts';
import { AlertingMonitor } from './domains/alerts/alerting-monitor.ts';
import { EpisodeService } from './domains/alerts/episode-service.ts';
import { ScanHeartbeat } from './domains/alerts/scan-heartbeat.ts';
import { AuditService } from './domains/audit/audit-service.ts';
import { ConversionService } from './domains/conversions/conversion-service.ts';
import { OrderService } from './domains/conversions/order-service.ts';
import { AlarmService } from './domains/deliveries/alarm-service.ts';
import { createMailSender, createNotifiers } from './domains/deliveries/channels.ts';
import { DeliveryHistoryService } from './domains/deliveries/delivery-history-service.ts';
import { DeliveryService } from './domains/deliveries/delivery-service.ts';
import { createEventOutbox } from './domains/deliveries/event-outbox.ts';
import { scanAllowanceSeconds } from './domains/deliveries/rules.ts';
import { ImportService } from './domains/imports/import-service.ts';
import { InventoryService } from './domains/inventory/inventory-service.ts';
import { StockRetentionService } from './domains/inventory/stock-retention-service.ts';
import { StockService } from './domains/inventory/stock-service.ts';
import { OpsService } from './domains/ops/ops-service.ts';
import { PeopleService } from './domains/people/people-service.ts';
import { createSignIn, type SignIn } from './domains/people/sign-in.ts';
import { SignInRecord } from './domains/people/sign-in-record.ts';
import { SignInThrottle } from './domains/people/sign-in-throttle.ts';
import { PrivacyService } from './domains/privacy/privacy-service.ts';
import { KeyService } from './domains/storefronts/key-service.ts';
import { KeyVerifier } from './domains/storefronts/key-verifier.ts';
import { StorefrontService } from './domains/storefronts/storefront-service.ts';
import { AffiliateDirectory } from './domains/tracking/affiliate-directory.ts';
import { RetentionService } from './domains/tracking/click-retention-service.ts';
import { ClickSpool } from './domains/tracking/click-spool.ts';
import { ClickTokens } from './domains/tracking/click-token.ts';
import { ClickWriter } from './domains/tracking/click-writer.ts';
import { RedirectService } from './domains/tracking/redirect-service.ts';
import { SpoolReplayer } from './domains/tracking/spool-replayer.ts';
import { TouchService } from './domains/tracking/touch-service.ts';
import { TrackingService } from './domains/tracking/tracking-service.ts';
import { visitorKey } from './domains/tracking/visitor.ts';
import { VisitorKeys } from './domains/tracking/visitor-keys.ts';
import { createMetrics, type Exposition, type Metrics } from './http/metrics.ts';
import type { HandlerDeps } from './jobs/handlers.ts';
import type { Env } from './platform/env.ts';
import { JobQueue } from './platform/jobs/job-queue.ts';
import { SecretBox } from './platform/secret-box.ts';
import { toAppError } from './transport/errors.ts';

/** A database that takes longer for a batch has a problem that waiting does not solve. */
const CLICK_TIMEOUT_MILLISECONDS = 10_000;

/** What an event waits for before it is written is found by an index: a database that takes longer is away. */
const LOOKUP_TIMEOUT_MILLISECONDS = 5_000;

/** As long as a visitor's last click can be credited with an order. */
const VISITOR_DAYS = 30;

/** What each process may keep of clicks that the database did not take: more than 100,000. */
const SPOOL_BYTES = 64 * 1024 * 1024;

/** What the process brings: everything else is made from it. */
export interface Surroundings {
  env: Env;
  databaseUrl: string;
  authSecret: string;
  /** As HUB_ENCRYPTION_KEY has it. */
  encryptionKeys: readonly Buffer[];
  log: FastifyBaseLogger;
  /** Only in a web process, one of several that serve for a primary, which does the jobs. */
  webProcess?: {
    maxConnections: number;
    collectMetrics: () => Promise<Exposition>;
  };
}

/** Everything that the app and the jobs work with. */
export interface Deps extends Surroundings {
  db: Database;
  jobs: JobQueue;
  /** What handlers of jobs need. */
  work: HandlerDeps;
  notifiers: readonly Notifier[];
  metrics: Metrics;
  clickSpool: ClickSpool;
  spoolReplayer: SpoolReplayer;
  signIn: SignIn;
  signInThrottle: SignInThrottle;
  signInRecord: SignInRecord;
  upkeep: UpkeepDao;
  isMigrated: () => Promise<boolean>;
  alertingHealth: AlertingHealth;
  alertingMonitor: AlertingMonitor;
  services: {
    affiliates: AffiliateService;
    conversions: ConversionService;
    orders: OrderService;
    directory: AffiliateDirectory;
    tracking: TrackingService;
    clickTokens: ClickTokens;
    redirects: RedirectService;
    inventory: InventoryService;
    stock: StockService;
    imports: ImportService;
    episodes: EpisodeService;
    deliveryHistory: DeliveryHistoryService;
    ops: OpsService;
    people: PeopleService;
    keys: KeyService;
    keyVerifier: KeyVerifier;
    storefronts: StorefrontService;
    audit: AuditService;
    privacy: PrivacyService;
  };
  now: () => Date;
  /** Closes what was opened here: notifiers, then the pool. */
  close(): Promise<void>;
}

/** Composition root: puts the parts together, opens no connection yet. */
export function createDeps(surroundings: Surroundings): Deps {
  const { env, databaseUrl, log, webProcess } = surroundings;
  const now = () => new Date();
  const { db, close } = connectDatabase({
    connectionString: databaseUrl,
    maxConnections: webProcess?.maxConnections ?? 20,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const egress = createEgressPolicy({
    allowPrivateDestinations: env.ALLOW_PRIVATE_DESTINATIONS,
    allowedPrivateHosts: env.ALLOWED_PRIVATE_HOSTS,
  });
  const notifiers = createNotifiers(env, egress);
  const channels = notifiers.map((notifier) => notifier.channel);
  const jobs = new JobQueue({
    connectionString: databaseUrl,
    log,
    works: env.ROLE !== 'api' && webProcess === undefined,
  });
  const enqueueDelivery: EnqueueDelivery = async (tx, { deliveryId, channel, startAfterSeconds }) => {
    await jobs.send(
      `alerts.deliver.${channel}`,
      { deliveryId },
      { tx, ...(startAfterSeconds === undefined ? {} : { startAfter: Math.ceil(startAfterSeconds) }) },
    );
  };

  const publishEvent = createEventOutbox({ isConfigured: channels.includes('events'), enqueueDelivery, now });

  const requestFlush: RequestFlush = async (tx, startAfterSeconds) => {
    await jobs.send('inventory.scan', {}, { singletonKey: 'flush', startAfter: startAfterSeconds, tx });
  };

  const clickDatabase = connectDatabase({
    connectionString: databaseUrl,
    // Batches follow one another on one connection: on two they would take the processors from each other, and from us.
    maxConnections: 1,
    isPipelined: true,
    // The server gives up first, so that the batch is not committed after all.
    statementTimeoutMilliseconds: CLICK_TIMEOUT_MILLISECONDS - 500,
    onError: (error) => log.warn({ err: error }, 'the click writer’s connection broke'),
  });
  const clickWriter = new ClickWriter({
    clicks: new ClickDao({ pool: clickDatabase.pool, timeoutMilliseconds: CLICK_TIMEOUT_MILLISECONDS }),
    dedupSeconds: env.CLICK_DEDUP_SECONDS,
    onBatch: (size) => metrics.clickBatches.observe(size),
  });
  // Keys, affiliates and salts: neither a page's slow statements nor a connection that is dead and does not know it may
  // keep events waiting.
  const lookups = connectDatabase({
    connectionString: databaseUrl,
    maxConnections: webProcess === undefined ? 2 : 1,
    answerTimeoutMilliseconds: LOOKUP_TIMEOUT_MILLISECONDS,
    onError: (error) => log.warn({ err: error }, 'a connection for look-ups broke'),
  });
  const deliveryDao = new DeliveryDao(db);
  const upkeep = new UpkeepDao(db);
  // A program wants to know of the end of what it was told.
  const restockedChannels = channels.filter(
    (channel) => channel === 'events' || env.RESTOCKED_CHANNELS.includes(channel),
  );
  const alertingHealth = new AlertingHealth({
    db,
    channels,
    scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
    uptimeSeconds: () => process.uptime(),
  });
  const metrics = createMetrics({
    deliveries: () => deliveryDao.countByStatus(),
    lastScanAt: async () => (await deliveryDao.getLastScan())?.at ?? null,
    alerting: alertingHealth,
    missingPartitions: () => upkeep.findMissingPartitions(),
    clickQueueDepth: () => clickWriter.queued,
    ...(webProcess === undefined ? {} : { collect: webProcess.collectMetrics }),
  });
  const alerts = new AlertService({
    db,
    channels,
    cooldownSeconds: env.ALERT_COOLDOWN_SECONDS,
    repeatSeconds: env.ALERT_REPEAT_SECONDS,
    groupSeconds: env.ALERT_GROUP_SECONDS,
    restockedChannels,
    enqueueDelivery,
    requestFlush,
  });
  const deliveries = new DeliveryService({
    db,
    notifiers: new Map(notifiers.map((notifier) => [notifier.channel, notifier])),
    alarms: new AlarmService({
      channels,
      repeatSeconds: env.ALERT_REPEAT_SECONDS,
      enqueueDelivery,
      log,
    }),
    enqueueDelivery,
    log,
    onAttempt: ({ channel, outcome }) => metrics.deliveryAttempts.inc({ channel, outcome }),
  });
  const clickTokens = new ClickTokens({ authSecret: surroundings.authSecret });
  const directory = new AffiliateDirectory({ affiliates: new AffiliateDao(lookups.db) });
  const tracking = new TrackingService({
    directory,
    writer: clickWriter,
    visitors: new VisitorKeys({
      salts: new VisitorSaltDao(lookups.db),
      dedupSeconds: env.CLICK_DEDUP_SECONDS,
      now,
    }),
    onClick: (outcome) => metrics.countClick(outcome),
  });
  const onLost = (clicks: number) => metrics.spoolLost.inc(clicks);
  const clickSpool = new ClickSpool({
    directory: join(env.DATA_DIR, 'click-spool'),
    maxBytes: SPOOL_BYTES,
    log,
    onLost,
  });
  const sendMail = createMailSender(env, egress);
  const signInRecord = new SignInRecord({ db });
  const secrets = new SecretBox(surroundings.encryptionKeys);
  const keyVerifier = new KeyVerifier({ db: lookups.db, secrets });
  const keys = new KeyService({ db, secrets, onEnd: () => keyVerifier.forget() });
  const affiliates = new AffiliateService({ db });
  const inventory = new InventoryService({ db });
  const episodes = new EpisodeService({ db, now });
  const imports = new ImportService({
    db,
    enqueueImport: async (tx, importId) => {
      await jobs.send('inventory.import', { importId }, { tx });
    },
    requestScan: async (tx) => {
      await requestFlush(tx, 0);
    },
    log,
  });

  return {
    ...surroundings,
    db,
    jobs,
    work: {
      jobs,
      alerts,
      heartbeat: createScanHeartbeat(env, egress, { health: alertingHealth, log }),
      episodes,
      imports,
      deliveries,
      upkeep,
      salts: new VisitorSaltDao(db),
      keyVerifier,
      retention: new RetentionService({
        dao: new RetentionDao(db),
        clickDays: env.CLICK_RETENTION_DAYS,
        ipDays: env.IP_RETENTION_DAYS,
        log,
      }),
      stockRetention: new StockRetentionService({
        dao: new RetentionDao(db),
        days: env.STOCK_EVENT_RETENTION_DAYS,
        log,
      }),
      scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
    },
    notifiers,
    metrics,
    clickSpool,
    spoolReplayer: new SpoolReplayer({
      spool: clickSpool,
      tracking,
      isUnavailable: (error) => toAppError(error).code === 'unavailable',
      onPending: (clicks) => metrics.spoolPending.set(clicks),
      onLost,
      log,
    }),
    signIn: createSignIn({
      db,
      secret: surroundings.authSecret,
      publicUrl: env.PUBLIC_URL,
      brandName: env.BRAND_NAME,
      sendMail,
      onPasswordReset: (userId) => signInRecord.write('account.resetPassword', userId),
    }),
    signInThrottle: new SignInThrottle({ db }),
    signInRecord,
    upkeep,
    isMigrated: () => isMigrated(db),
    alertingHealth,
    alertingMonitor: new AlertingMonitor({
      db,
      health: alertingHealth,
      notifiers,
      repeatSeconds: env.ALERT_REPEAT_SECONDS,
      allowanceSeconds: scanAllowanceSeconds(env.SCAN_INTERVAL_SECONDS),
      log,
      elapsedSeconds: () => performance.now() / 1000,
    }),
    services: {
      affiliates,
      conversions: new ConversionService({ db, publishEvent }),
      orders: new OrderService({
        db,
        touches: new TouchService({ db, tokens: clickTokens, now }),
        defaultCommissionBps: env.DEFAULT_COMMISSION_BPS,
        publishEvent,
      }),
      directory,
      tracking,
      clickTokens,
      redirects: new RedirectService({
        directory,
        tracking,
        spool: clickSpool,
        tokens: clickTokens,
        now,
      }),
      inventory,
      stock: new StockService({ db, alerts }),
      imports,
      episodes,
      deliveryHistory: new DeliveryHistoryService({ db, channels, enqueueDelivery }),
      ops: new OpsService({
        db,
        alerts,
        affiliates,
        inventory,
        notifiers,
        egress,
        brandName: env.BRAND_NAME,
        currency: env.CURRENCY,
        scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
        cooldownSeconds: env.ALERT_COOLDOWN_SECONDS,
        repeatSeconds: env.ALERT_REPEAT_SECONDS,
        groupSeconds: env.ALERT_GROUP_SECONDS,
        restockedChannels,
        alertingHealth,
        now,
      }),
      people: new PeopleService({ db, sendMail, brandName: env.BRAND_NAME }),
      keys,
      keyVerifier,
      storefronts: new StorefrontService({ db }),
      audit: new AuditService({ db }),
      privacy: new PrivacyService({
        db,
        retention: {
          clickDays: env.CLICK_RETENTION_DAYS,
          addressDays: env.IP_RETENTION_DAYS,
          visitorDays: VISITOR_DAYS,
          stockEventDays: env.STOCK_EVENT_RETENTION_DAYS,
        },
        visitorKey,
        now,
      }),
    },
    now,
    async close() {
      await Promise.all(notifiers.map((notifier) => notifier.close()));
      await clickWriter.stop();
      await clickSpool.close();
      await clickDatabase.close();
      await lookups.close();
      await close();
    },
  };
}

function createScanHeartbeat(
  env: Env,
  egress: EgressPolicy,
  deps: { health: AlertingHealth; log: FastifyBaseLogger },
): ScanHeartbeat | undefined {
  if (env.HEARTBEAT_URL === undefined) return undefined;
  return new ScanHeartbeat({ heartbeat: createHeartbeat({ url: env.HEARTBEAT_URL, egress }), ...deps });
}
