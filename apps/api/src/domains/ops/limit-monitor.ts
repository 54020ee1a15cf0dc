import { hostname } from 'node:os';
import type { Database } from '@dreamteamhub/db';
import { OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { FastifyBaseLogger } from 'fastify';
import type { Limit } from '../../platform/limits/limit.ts';
import type { SendAlarm } from './send-alarm.ts';

const CHECK_MILLISECONDS = 30_000;
/** A limit that was not reached for this long is over: what comes and goes is one attack, and one alarm. */
const QUIET_MILLISECONDS = 15 * 60_000;

/** Sends an alarm when everybody together has reached a limit: from then on, people who mean well are refused, too. */
export class LimitMonitor {
  readonly #alarms: OpsAlarmDao;
  readonly #takeCeilings: () => Limit[];
  readonly #sendAlarm: SendAlarm;
  readonly #repeatSeconds: number;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => number;
  readonly #reachedAt = new Map<Limit, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: {
    db: Database;
    /** Returns the limits that were reached since it was called last. */
    takeCeilings: () => Limit[];
    sendAlarm: SendAlarm;
    repeatSeconds: number;
    log: FastifyBaseLogger;
    now?: () => number;
  }) {
    this.#alarms = new OpsAlarmDao(deps.db);
    this.#takeCeilings = deps.takeCeilings;
    this.#sendAlarm = deps.sendAlarm;
    this.#repeatSeconds = deps.repeatSeconds;
    this.#log = deps.log;
    this.#now = deps.now ?? performance.now.bind(performance);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.check());
    }, CHECK_MILLISECONDS).unref();
  }

  /** Lets a running check finish. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Checks once. Never rejects. */
  async check(): Promise<void> {
    try {
      const now = this.#now();
      for (const limit of this.#takeCeilings()) {
        this.#reachedAt.set(limit, now);
        await this.#raise(limit);
      }
      for (const [limit, at] of this.#reachedAt) {
        if (now - at < QUIET_MILLISECONDS) continue;
        await this.#alarms.resolve([subjectOf(limit)]);
        this.#reachedAt.delete(limit);
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'an alarm about a limit could not be raised');
    }
  }

  async #raise(limit: Limit): Promise<void> {
    const message =
      `the limit of the whole hub for ${limit.what} is reached (${limit.name}). ` +
      'Look at hub_limit_exceeded_total in the metrics, and block who sends that much at the proxy.';
    const alarm = { subject: subjectOf(limit), message, repeatSeconds: this.#repeatSeconds };
    if (await this.#alarms.raise(alarm)) await this.#sendAlarm({ about: 'limits', message });
  }
}

function subjectOf({ name }: Limit): string {
  return `limit:${name}:${hostname()}`;
}
