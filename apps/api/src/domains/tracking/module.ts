import { join } from 'node:path';
import { connectDatabase } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { ClickDao, VisitorSaltDao } from '@dreamteamhub/db/tracking';
import { RetentionDao } from '@dreamteamhub/db/upkeep';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { toAppError } from '../../transport/errors.ts';
import { AffiliateDirectory } from './affiliate-directory.ts';
import { RetentionService } from './click-retention-service.ts';
import { ClickSpool } from './click-spool.ts';
import { ClickTokens } from './click-token.ts';
import { ClickWriter } from './click-writer.ts';
import { dropOldClicksJob, forgetAddressesJob, forgetVisitorsJob } from './jobs.ts';
import { addTrackingMetrics } from './metrics.ts';
import { RedirectService } from './redirect-service.ts';
import { reporterOf, trackingRouter } from './router.ts';
import { SpoolReplayer } from './spool-replayer.ts';
import { SpoolReserve } from './spool-reserve.ts';
import { StorefrontHomes } from './storefront-homes.ts';
import { TouchService } from './touch-service.ts';
import { TrackingService } from './tracking-service.ts';
import { visitorKey } from './visitor.ts';
import { VisitorKeys } from './visitor-keys.ts';

/** A database that takes longer for a batch has a problem that waiting does not solve. */
const CLICK_TIMEOUT_MILLISECONDS = 10_000;

/** As long as a visitor's last click can be credited with an order. */
const VISITOR_DAYS = 30;

/** Room in each process for clicks that the database did not take: more than 100,000 of them. */
const SPOOL_BYTES = 64 * 1024 * 1024;
/** Of these, set aside on the disk, for all processes of a data folder together: some 30,000 clicks. */
const SPOOL_RESERVE_BYTES = 16 * 1024 * 1024;

export type Tracking = ReturnType<typeof createTracking>;

/** Clicks: where they come in, how they are written, and for how long they are kept. */
export function createTracking(platform: Platform) {
  const { db, env, lookups, log, now, quietLog } = platform;
  const clickDatabase = connectDatabase({
    connectionString: platform.databaseUrl,
    // Batches follow one another on one connection: on two they would take processors from each other and from us.
    maxConnections: 1,
    isPipelined: true,
    // The server gives up first, so that the batch is not committed after all.
    statementTimeoutMilliseconds: CLICK_TIMEOUT_MILLISECONDS - 500,
    onError: (error) => quietLog.warn({ err: error }, 'the click writer’s connection broke'),
  });
  const metrics = addTrackingMetrics(platform, () => writer.queued);
  const writer = new ClickWriter({
    clicks: new ClickDao({ pool: clickDatabase.pool, timeoutMilliseconds: CLICK_TIMEOUT_MILLISECONDS }),
    dedupSeconds: env.CLICK_DEDUP_SECONDS,
    onBatch: metrics.onBatch,
  });
  const clickTokens = new ClickTokens({ authSecret: platform.authSecret });
  const directory = new AffiliateDirectory({ affiliates: new AffiliateDao(lookups) });
  const tracking = new TrackingService({
    directory,
    writer,
    visitors: new VisitorKeys({
      salts: new VisitorSaltDao(lookups),
      dedupSeconds: env.CLICK_DEDUP_SECONDS,
      now,
    }),
    onClick: metrics.onClick,
  });
  const spoolDirectory = join(env.DATA_DIR, 'click-spool');
  const spoolReserve = new SpoolReserve({
    directory: spoolDirectory,
    bytes: SPOOL_RESERVE_BYTES,
    log: quietLog,
  });
  const spool = new ClickSpool({
    directory: spoolDirectory,
    maxBytes: SPOOL_BYTES,
    reserve: spoolReserve,
    log: quietLog,
    onLost: metrics.onLost,
  });
  const homes = new StorefrontHomes({ storefronts: new StorefrontDao(lookups) });
  const salts = new VisitorSaltDao(db);
  const services = {
    tracking,
    directory,
    clickTokens,
    touches: new TouchService({ db, tokens: clickTokens, now }),
    redirects: new RedirectService({ directory, tracking, homes, spool, tokens: clickTokens, now }),
    clickRetention: new RetentionService({
      dao: new RetentionDao(db),
      clickDays: env.CLICK_RETENTION_DAYS,
      ipDays: env.IP_RETENTION_DAYS,
      log,
    }),
    salts,
  };
  return {
    services,
    tracking: trackingRouter(services),
    reporterOf,
    visitorKey,
    visitorDays: VISITOR_DAYS,
    spool,
    spoolReserve,
    spoolReplayer: new SpoolReplayer({
      spool,
      tracking,
      isUnavailable: (error) => toAppError(error).code === 'unavailable',
      onPending: metrics.onPending,
      onLost: metrics.onLost,
      log: quietLog,
    }),
    jobs: [
      workOn(dropOldClicksJob, () => services.clickRetention.dropOldClicks()),
      workOn(forgetAddressesJob, () => services.clickRetention.forgetAddresses()),
      workOn(forgetVisitorsJob, () => services.clickRetention.forgetVisitors()),
    ],
    upkeep: [() => salts.deleteOldSalts()],
    async close() {
      await writer.stop();
      await spool.close();
      await clickDatabase.close();
    },
  };
}
