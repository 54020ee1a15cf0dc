import type { Database } from '@dreamteamhub/db';
import { ChannelHealthDao, type ChannelHealthRow, DeliveryDao } from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';
import { isChannelBroken, scanAllowanceSeconds } from '../deliveries/rules.ts';

/** Something that is wrong with the alerting itself. */
export interface AlertingProblem {
  /** `scans`, `channels`, or one of them: `channel:webhook`. */
  subject: string;
  message: string;
  since: Date;
}

export interface ChannelHealth extends Omit<ChannelHealthRow, 'channel'> {
  channel: ChannelName;
}

/** Whether alerts are found and arrive: what `/readyz`, `/metrics` and the app tell. */
export class AlertingHealth {
  readonly #deliveries: DeliveryDao;
  readonly #health: ChannelHealthDao;
  readonly #channels: readonly ChannelName[];
  readonly #allowanceSeconds: number;
  readonly #uptimeSeconds: () => number;

  constructor(deps: {
    db: Database;
    channels: readonly ChannelName[];
    scanIntervalSeconds: number;
    uptimeSeconds: () => number;
  }) {
    this.#deliveries = new DeliveryDao(deps.db);
    this.#health = new ChannelHealthDao(deps.db);
    this.#channels = deps.channels;
    this.#allowanceSeconds = scanAllowanceSeconds(deps.scanIntervalSeconds);
    this.#uptimeSeconds = deps.uptimeSeconds;
  }

  /** The channels that are configured, each with how it is doing. */
  async getChannels(): Promise<ChannelHealth[]> {
    const rows = new Map((await this.#health.getAll()).map((row) => [row.channel, row]));
    return this.#channels.map((channel) => ({ ...UNTRIED, ...rows.get(channel), channel }));
  }

  /** Worst first; empty when all is well. */
  async getProblems(): Promise<AlertingProblem[]> {
    const [scans, channels] = await Promise.all([this.getScanProblem(), this.getChannels()]);
    const broken = channels.filter(isChannelBroken);
    const all = broken.length > 0 && broken.length === channels.length ? [allBroken(broken)] : [];
    return [...(scans === null ? [] : [scans]), ...all, ...broken.map(oneBroken)];
  }

  /** Scans that stopped are the one failure nobody notices. */
  async getScanProblem(): Promise<AlertingProblem | null> {
    const last = await this.#deliveries.getLastScan();
    // Right after a start, the last scan is as old as the time the hub was down.
    const uptime = this.#uptimeSeconds();
    const ageSeconds = Math.min(last?.ageSeconds ?? uptime, uptime);
    if (ageSeconds <= this.#allowanceSeconds) return null;
    const message =
      last === null
        ? 'stock is not scanned: no scan has gone through yet'
        : `stock is not scanned: the last scan is ${Math.round(last.ageSeconds)} s old`;
    return { subject: 'scans', message, since: last?.at ?? new Date(Date.now() - uptime * 1000) };
  }
}

const UNTRIED = {
  lastDeliveredAt: null,
  failingSince: null,
  failures: 0,
  isRefused: false,
  lastError: null,
  failingSeconds: null,
};

/** What is said of a channel that is broken. */
export function oneBroken(health: ChannelHealth): AlertingProblem {
  const { channel, isRefused, failures, lastError } = health;
  const what = isRefused ? 'refuses alerts' : `has failed ${failures} times in a row`;
  return {
    subject: `channel:${channel}`,
    message: `the channel "${channel}" ${what}: ${lastError ?? 'no reason was given'}`,
    since: health.failingSince ?? new Date(),
  };
}

function allBroken(broken: readonly ChannelHealth[]): AlertingProblem {
  const since = broken.map((health) => oneBroken(health).since.getTime());
  return {
    subject: 'channels',
    message: 'no alert arrives: every channel fails',
    since: new Date(Math.max(...since)),
  };
}
