import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { TestClickDao } from '@dreamteamhub/db/test-events';
import { ClickDao, VisitorSaltDao } from '@dreamteamhub/db/tracking';
import { RetentionDao } from '@dreamteamhub/db/upkeep';
import { AppError, type AppErrorCode } from '../../platform/app-error.ts';
import { CLICK_TIMEOUT_MILLISECONDS } from '../../platform/budgets.ts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { toAppError } from '../../transport/errors.ts';
import type { Storefronts } from '../storefronts/module.ts';
import type { TestEvents } from '../test-events/module.ts';
import { AffiliateDirectory } from './affiliate-directory.ts';
import { RetentionService } from './click-retention-service.ts';
import { ClickSpool } from './click-spool.ts';
import { ClickTokens } from './click-token.ts';
import { ClickWriter } from './click-writer.ts';
import { dropOldClicksJob, forgetAddressesJob, forgetVisitorsJob } from './jobs.ts';
import { addTrackingMetrics } from './metrics.ts';
import { RedirectService } from './redirect-service.ts';
import { reporterOf, trackingRouter } from './router.ts';
import { spoolFolder } from './spool-copy-service.ts';
import { SpoolReplayer } from './spool-replayer.ts';
import { SpoolReserve } from './spool-reserve.ts';
import { StorefrontHomes } from './storefront-homes.ts';
import { Strangers } from './strangers.ts';
import { TestClickWriter } from './test-click-writer.ts';
import { TestVisitors } from './test-visitors.ts';
import { TouchService } from './touch-service.ts';
import { TrackingService } from './tracking-service.ts';
import { visitorKey } from './visitor.ts';
import { VisitorKeys } from './visitor-keys.ts';

/** As long as a visitor's last click can be credited with an order. */
const VISITOR_DAYS = 30;

/** Room in each process for clicks that the database did not take: more than 100,000 of them. */
const SPOOL_BYTES = 64 * 1024 * 1024;
/** Of these, set aside on the disk, for all processes of a data folder together: some 30,000 clicks. */
const SPOOL_RESERVE_BYTES = 16 * 1024 * 1024;

/** What only a click itself can be to blame for. */
const REFUSALS: ReadonlySet<AppErrorCode> = new Set(['bad_request', 'not_found', 'event_mismatch']);

export type Tracking = ReturnType<typeof createTracking>;

/** Clicks: where they come in, how they are written, and for how long they are kept. */
export function createTracking(
  platform: Platform,
  { storefronts, testEvents }: { storefronts: Storefronts; testEvents: TestEvents },
) {
  const { authSecret, db, env, limits, lookups, log, now, orders, quietLog, work } = platform;
  const clickDatabase = platform.connect('clicks', { isPipelined: true });
  platform.writeProbe.watch(clickDatabase.pool);
  const metrics = addTrackingMetrics(platform, () => writer.queued);
  const writer = new ClickWriter({
    clicks: new ClickDao({ pool: clickDatabase.pool, timeoutMilliseconds: CLICK_TIMEOUT_MILLISECONDS }),
    dedupSeconds: env.CLICK_DEDUP_SECONDS,
    onBatch: metrics.onBatch,
  });
  const clickTokens = new ClickTokens({ authSecret });
  const directory = new AffiliateDirectory({ affiliates: new AffiliateDao(lookups) });
  const strangers = new Strangers({ limits });
  const tracking = new TrackingService({
    directory,
    writer,
    strangers,
    visitors: new VisitorKeys({
      salts: new VisitorSaltDao(lookups),
      dedupSeconds: env.CLICK_DEDUP_SECONDS,
      now,
    }),
    onClick: metrics.onClick,
  });
  const testTokens = new ClickTokens({ authSecret, isTest: true });
  const testTracking = new TrackingService({
    directory,
    strangers,
    visitors: new TestVisitors({ authSecret, now }),
    writer: new TestClickWriter({
      clicks: new TestClickDao(db),
      dedupSeconds: env.CLICK_DEDUP_SECONDS,
      inTurn: testEvents.inTurn,
    }),
  });
  const spoolDirectory = spoolFolder(env.DATA_DIR);
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
  const salts = new VisitorSaltDao(work);
  const services = {
    tracking,
    directory,
    clickTokens,
    touches: new TouchService({ db: orders, tokens: clickTokens, otherTokens: testTokens, now }),
    testTouches: new TouchService({
      db,
      clicks: new TestClickDao(db),
      tokens: testTokens,
      otherTokens: clickTokens,
      now,
    }),
    redirects: new RedirectService({
      directory,
      tracking,
      homes,
      spool,
      tokens: clickTokens,
      test: {
        tracking: testTracking,
        tokens: testTokens,
        findKey: (key) => findTestKey(storefronts.services.keyVerifier, key),
      },
      now,
    }),
    clickRetention: new RetentionService({
      dao: new RetentionDao(work),
      clickDays: env.CLICK_RETENTION_DAYS,
      ipDays: env.IP_RETENTION_DAYS,
      log,
    }),
    salts,
  };
  return {
    services,
    tracking: trackingRouter(services),
    /** For test keys. */
    test: trackingRouter({ tracking: testTracking }),
    strangers,
    reporterOf,
    visitorKey,
    visitorDays: VISITOR_DAYS,
    spool,
    spoolReserve,
    spoolReplayer: new SpoolReplayer({
      spool,
      tracking,
      isRefusal: (error) => REFUSALS.has(toAppError(error).code),
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

/** Returns a publishable key of test mode; null for any other text. */
async function findTestKey(
  keys: Storefronts['services']['keyVerifier'],
  key: string,
): Promise<{ id: number; storefrontId: number } | null> {
  try {
    const { id, isTest, kind, storefrontId } = await keys.authenticate(key, null);
    return isTest && kind === 'publishable' && storefrontId !== null ? { id, storefrontId } : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') return null;
    throw error;
  }
}
