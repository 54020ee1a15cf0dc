import { hostname } from 'node:os';
import type { Database } from '@dreamteamhub/db';
import { OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { FastifyBaseLogger } from 'fastify';
import { diskProblem, type ReadDiskSpace } from '../../platform/disk-space.ts';
import type { SendAlarm } from './send-alarm.ts';

const CHECK_MILLISECONDS = 30_000;

/**
 * Watches the space on the disk of the data folder. Its alarm goes straight to the channels: a job may not find the room
 * to be written. Processes on one machine share the alarm; when the database cannot be asked, each sends it once.
 */
export class DiskMonitor {
  readonly #alarms: OpsAlarmDao;
  readonly #readSpace: ReadDiskSpace;
  readonly #sendAlarm: SendAlarm;
  readonly #repeatSeconds: number;
  readonly #log: FastifyBaseLogger;
  readonly #subject = `disk:${hostname()}`;
  #hasToldWithoutDatabase = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: {
    db: Database;
    readSpace: ReadDiskSpace;
    sendAlarm: SendAlarm;
    repeatSeconds: number;
    log: FastifyBaseLogger;
  }) {
    this.#alarms = new OpsAlarmDao(deps.db);
    this.#readSpace = deps.readSpace;
    this.#sendAlarm = deps.sendAlarm;
    this.#repeatSeconds = deps.repeatSeconds;
    this.#log = deps.log;
  }

  start(): void {
    const check = () => {
      this.#running = this.#running.then(() => this.check());
    };
    check();
    this.#timer = setInterval(check, CHECK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Lets a running check finish. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Checks once. Never rejects. */
  async check(): Promise<void> {
    try {
      const message = diskProblem(await this.#readSpace());
      if (message === null) await this.#resolve();
      else if (await this.#isDue(message)) await this.#sendAlarm({ about: 'disk', message });
    } catch (error) {
      this.#log.warn({ err: error }, 'the space on the disk cannot be read');
    }
  }

  async #resolve(): Promise<void> {
    this.#hasToldWithoutDatabase = false;
    // Without a database there is nothing to resolve, and the next check comes soon.
    await this.#alarms.resolve([this.#subject]).catch(() => undefined);
  }

  async #isDue(message: string): Promise<boolean> {
    try {
      return await this.#alarms.raise({
        subject: this.#subject,
        message,
        repeatSeconds: this.#repeatSeconds,
      });
    } catch {
      const isFirst = !this.#hasToldWithoutDatabase;
      this.#hasToldWithoutDatabase = true;
      return isFirst;
    }
  }
}
