import { hostname } from 'node:os';
import type { Database } from '@dreamteamhub/db';
import { OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { FastifyBaseLogger } from 'fastify';
import type { SendAlarm } from '../ops/module.ts';
import { listBackups } from './backup-catalog.ts';
import { removeBackup } from './backup-writer.ts';
import type { MadeBackup } from './make-backup.ts';
import { type BackupPlan, expired, isDue, missingBackup } from './rules.ts';

const CHECK_MILLISECONDS = 60_000;
/** What made a backup fail is rarely gone a minute later, and each try reads the whole database. */
const RETRY_MILLISECONDS = 15 * 60_000;

/**
 * Makes backups at their hours, in this process's own folder, and removes the oldest once a new one is whole. Sends an
 * alarm when one fails, and when there has been none for too long.
 */
export class BackupScheduler {
  readonly #deps: SchedulerDeps;
  readonly #alarms: OpsAlarmDao;
  readonly #subject = `backup:${hostname()}`;
  readonly #stopping = new AbortController();
  #failed: { at: number; reason: string } | null = null;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
    this.#alarms = new OpsAlarmDao(deps.db);
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A backup may take longer than the time between two looks.
      if (!this.#isBusy) this.#running = this.check();
    }, CHECK_MILLISECONDS).unref();
  }

  /** Ends a backup that is being made: the next one begins anew. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort(new Error('the hub is stopping'));
    await this.#running;
  }

  /** Makes a backup when one is due, and says when one is missing. Never rejects. */
  async check(): Promise<void> {
    this.#isBusy = true;
    try {
      await this.#backUpIfDue();
      await this.#report();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the backups cannot be looked after');
    } finally {
      this.#isBusy = false;
    }
  }

  async #backUpIfDue(): Promise<void> {
    const { folder, now, plan } = this.#deps;
    const at = now();
    const newest = await newestIn(folder);
    if (!isDue(at, plan, newest)) {
      this.#failed = null;
      return;
    }
    if (this.#failed !== null && at.getTime() - this.#failed.at < RETRY_MILLISECONDS) return;
    try {
      await this.#backUp();
      this.#failed = null;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#failed = { at: at.getTime(), reason: error instanceof Error ? error.message : String(error) };
      this.#deps.log.error({ err: error }, 'the backup failed');
    }
  }

  async #backUp(): Promise<void> {
    const { folder, keep, log, make } = this.#deps;
    const made = await make(this.#stopping.signal);
    // Somebody else's, by hand or on another machine: this one's turn comes again.
    if ('refused' in made) return log.info(made.refused);
    log.info(made, 'backed up');
    const stored = await listBackups(folder);
    const id = stored.find(({ path }) => path === made.path)?.manifest.database.id;
    // Backups of other databases in the folder are none of ours.
    const own = stored.filter(({ manifest }) => manifest.database.id === id);
    for (const { path } of expired(own, keep)) {
      await removeBackup(path);
      log.info({ path }, 'removed an old backup');
    }
  }

  async #report(): Promise<void> {
    const { folder, now, plan, repeatSeconds, sendAlarm } = this.#deps;
    if (this.#stopping.signal.aborted) return;
    const message =
      this.#failed === null
        ? missingBackup(now(), plan, await newestIn(folder))
        : `the backup failed: ${this.#failed.reason}`;
    if (message === null) return this.#alarms.resolve([this.#subject]);
    const isToBeSent = await this.#alarms.raise({ subject: this.#subject, message, repeatSeconds });
    if (isToBeSent) await sendAlarm({ about: 'backup', message });
  }
}

interface SchedulerDeps {
  db: Database;
  folder: string;
  plan: BackupPlan;
  keep: number;
  make: (signal: AbortSignal) => Promise<MadeBackup | { refused: string }>;
  sendAlarm: SendAlarm;
  repeatSeconds: number;
  log: FastifyBaseLogger;
  now: () => Date;
}

async function newestIn(folder: string): Promise<Date | null> {
  return (await listBackups(folder))[0]?.createdAt ?? null;
}
