import type { Database } from '@dreamteamhub/db';
import { ChannelHealthDao, type ChannelHealthRow } from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';
import { isChannelBroken } from './rules.ts';

/** A problem of the alerting itself. */
export interface AlertingProblem {
  /** `scans`, `channels`, or one of them: `channel:webhook`. */
  subject: string;
  message: string;
  since: Date;
}

export interface ChannelHealth extends Omit<ChannelHealthRow, 'channel'> {
  channel: ChannelName;
}

/** The health of the configured channels. */
export class ChannelHealthService {
  readonly #health: ChannelHealthDao;
  readonly #channels: readonly ChannelName[];

  constructor(deps: { db: Database; channels: readonly ChannelName[] }) {
    this.#health = new ChannelHealthDao(deps.db);
    this.#channels = deps.channels;
  }

  /** Returns the health of each configured channel. */
  async getChannels(): Promise<ChannelHealth[]> {
    const rows = new Map((await this.#health.getAll()).map((row) => [row.channel, row]));
    return this.#channels.map((channel) => ({ ...UNTRIED, ...rows.get(channel), channel }));
  }

  /** Worst first; empty when all is well. */
  async getProblems(): Promise<AlertingProblem[]> {
    const channels = await this.getChannels();
    const broken = channels.filter(isChannelBroken);
    const all = broken.length > 0 && broken.length === channels.length ? [allBroken(broken)] : [];
    return [...all, ...broken.map(oneBroken)];
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

/** What each channel carries, as people call it. */
const CARRIED: Readonly<Record<ChannelHealth['channel'], string>> = {
  webhook: 'alerts by Slack',
  email: 'alerts by email',
  events: 'events to your server',
};

/** Returns the problem of a broken channel. */
export function oneBroken(health: ChannelHealth): AlertingProblem {
  const { channel, isRefused, failures, lastError } = health;
  const what = isRefused ? 'are refused' : `have failed ${failures} times in a row`;
  return {
    subject: `channel:${channel}`,
    message: `${CARRIED[channel]} ${what}: ${lastError ?? 'no reason was given'}`,
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
