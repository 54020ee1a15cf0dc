import type { Transaction } from '@dreamteamhub/db';
import { ChannelHealthDao, OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { oneBroken } from './channel-health-service.ts';
import type { OutboxService } from './outbox-service.ts';
import { isChannelBroken } from './rules.ts';

/** Tells on the other channels when one of them is broken, once and again as long as it lasts. */
export class AlarmService {
  readonly #channels: readonly ChannelName[];
  readonly #repeatSeconds: number;
  readonly #outbox: OutboxService;
  readonly #log: FastifyBaseLogger;

  constructor(deps: {
    channels: readonly ChannelName[];
    repeatSeconds: number;
    outbox: OutboxService;
    log: FastifyBaseLogger;
  }) {
    this.#channels = deps.channels;
    this.#repeatSeconds = deps.repeatSeconds;
    this.#outbox = deps.outbox;
    this.#log = deps.log;
  }

  /** A message arrived: whatever was wrong with the channel is over. */
  async onDelivered(tx: Transaction, channel: ChannelName): Promise<void> {
    await new ChannelHealthDao(tx).recordDelivered(channel);
    await new OpsAlarmDao(tx).resolve([`channel:${channel}`]);
  }

  /** A message did not arrive. What is to be told of that is on its way when the transaction commits. */
  async onFailed(
    tx: Transaction,
    channel: ChannelName,
    failure: { isRefused: boolean; error: string },
  ): Promise<void> {
    const healths = new ChannelHealthDao(tx);
    await healths.recordFailure(channel, failure);
    const health = (await healths.getAll()).find((row) => row.channel === channel);
    if (health === undefined || !isChannelBroken(health)) return;
    const { subject, message } = oneBroken({ ...health, channel });
    const mustTell = await new OpsAlarmDao(tx).raise({
      subject,
      message,
      repeatSeconds: this.#repeatSeconds,
    });
    if (!mustTell) return;
    const others = this.#channels.filter((other) => other !== channel);
    this.#log.error({ channel, told: others }, message);
    await this.#outbox.send(tx, {
      channels: others,
      content: { kind: 'alarm', message, occurredAt: new Date().toISOString() },
    });
  }
}
