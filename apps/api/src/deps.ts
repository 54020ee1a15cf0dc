import {
  connectDatabase,
  type Database,
  DeliveryDao,
  isMigrated,
  UpkeepDao,
  VisitorSaltDao,
} from '@dreamteamhub/db';
import {
  type ChannelName,
  createEgressPolicy,
  createEmailNotifier,
  createSlackNotifier,
  type EgressPolicy,
  type Notifier,
} from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { AffiliateService } from './affiliates/affiliate-service.ts';
import { ConversionService } from './affiliates/conversion-service.ts';
import { TrackingService } from './affiliates/tracking-service.ts';
import type { Env } from './env.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { createSignIn, type SignIn } from './http/sign-in.ts';
import { InventoryService } from './inventory/inventory-service.ts';
import type { HandlerDeps } from './jobs/handlers.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { AlertService, type EnqueueDelivery } from './ops/alert-service.ts';
import { DeliveryService } from './ops/delivery-service.ts';
import { KeyService } from './ops/key-service.ts';
import { OpsService } from './ops/ops-service.ts';
import { PeopleService } from './ops/people-service.ts';

/** What the process brings: everything else is made from it. */
export interface Surroundings {
  env: Env;
  databaseUrl: string;
  authSecret: string;
  log: FastifyBaseLogger;
}

/** Everything that the app and the jobs work with. */
export interface Deps extends Surroundings {
  db: Database;
  jobs: JobQueue;
  /** What handlers of jobs need. */
  work: HandlerDeps;
  notifiers: readonly Notifier[];
  metrics: Metrics;
  signIn: SignIn;
  upkeep: UpkeepDao;
  isMigrated: () => Promise<boolean>;
  lastScanAt: () => Promise<Date | null>;
  services: {
    affiliates: AffiliateService;
    conversions: ConversionService;
    tracking: TrackingService;
    inventory: InventoryService;
    ops: OpsService;
    people: PeopleService;
    keys: KeyService;
  };
  now: () => Date;
  /** Closes what was opened here: notifiers, then the pool. */
  close(): Promise<void>;
}

/** Composition root: puts the parts together, opens no connection yet. */
export function createDeps(surroundings: Surroundings): Deps {
  const { env, databaseUrl, log } = surroundings;
  const now = () => new Date();
  const { db, close } = connectDatabase({
    connectionString: databaseUrl,
    maxConnections: 20,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const egress = createEgressPolicy({ allowPrivateDestinations: env.ALLOW_PRIVATE_DESTINATIONS });
  const notifiers = createNotifiers(env, egress);
  const jobs = new JobQueue({ connectionString: databaseUrl, log, works: env.ROLE !== 'api' });
  const enqueueDelivery: EnqueueDelivery = async (tx, { deliveryId, channel, startAfterSeconds }) => {
    await jobs.send(
      `alerts.deliver.${channel}`,
      { deliveryId },
      { tx, ...(startAfterSeconds === undefined ? {} : { startAfter: Math.ceil(startAfterSeconds) }) },
    );
  };

  const deliveryDao = new DeliveryDao(db);
  const upkeep = new UpkeepDao(db);
  const metrics = createMetrics({
    deliveries: () => deliveryDao.countByStatus(),
    lastScanAt: () => deliveryDao.getLastScanAt(),
  });
  const alerts = new AlertService({
    db,
    channels: notifiers.map((notifier) => notifier.channel),
    cooldownSeconds: env.ALERT_COOLDOWN_SECONDS,
    repeatSeconds: env.ALERT_REPEAT_SECONDS,
    enqueueDelivery,
  });
  const deliveries = new DeliveryService({
    db,
    notifiers: new Map(notifiers.map((notifier) => [notifier.channel, notifier])),
    enqueueDelivery,
    log,
    onAttempt: ({ channel, outcome }) => metrics.deliveryAttempts.inc({ channel, outcome }),
  });
  const affiliates = new AffiliateService({ db });
  const inventory = new InventoryService({ db, alerts });

  return {
    ...surroundings,
    db,
    jobs,
    work: {
      jobs,
      alerts,
      deliveries,
      upkeep,
      salts: new VisitorSaltDao(db),
      scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
      now,
    },
    notifiers,
    metrics,
    signIn: createSignIn({ db, secret: surroundings.authSecret, publicUrl: env.PUBLIC_URL }),
    upkeep,
    isMigrated: () => isMigrated(db),
    lastScanAt: () => deliveryDao.getLastScanAt(),
    services: {
      affiliates,
      conversions: new ConversionService({ db }),
      tracking: new TrackingService({
        db,
        dedupSeconds: env.CLICK_DEDUP_SECONDS,
        defaultCommissionBps: env.DEFAULT_COMMISSION_BPS,
        now,
      }),
      inventory,
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
        now,
      }),
      people: new PeopleService({ db }),
      keys: new KeyService({ db }),
    },
    now,
    async close() {
      await Promise.all(notifiers.map((notifier) => notifier.close()));
      await close();
    },
  };
}

/** The channels that the environment sets up. */
function createNotifiers(env: Env, egress: EgressPolicy): Notifier[] {
  const brandName = env.BRAND_NAME;
  const notifiers: Partial<Record<ChannelName, Notifier>> = {};
  if (env.SLACK_WEBHOOK_URL !== undefined) {
    notifiers.webhook = createSlackNotifier({ webhookUrl: env.SLACK_WEBHOOK_URL, brandName, egress });
  }
  if (env.SMTP_HOST !== undefined && env.MAIL_FROM !== undefined && env.EMAIL_TO !== undefined) {
    notifiers.email = createEmailNotifier({
      host: env.SMTP_HOST,
      port: env.SMTP_PORT,
      ...(env.SMTP_USER === undefined ? {} : { user: env.SMTP_USER, pass: env.SMTP_PASS ?? '' }),
      from: env.MAIL_FROM,
      to: env.EMAIL_TO,
      brandName,
      egress,
    });
  }
  return Object.values(notifiers);
}
