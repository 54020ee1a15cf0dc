import type { Transaction } from '@dreamteamhub/db';
import { ChannelHealthDao, OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { oneBroken } from './channel-health-service.ts';
import type { OutboxService } from './outbox-service.ts';
import { isChannelBroken } from './rules.ts';

/** Reports what a person must see, as a broken channel, once and then again as long as it lasts. */
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

  /** Reports a problem with payouts on all channels; null: it is over. */
  async tellOfPayouts(
    tx: Transaction,
    { subject, message }: { subject: string; message: string | null },
  ): Promise<void> {
    const alarms = new OpsAlarmDao(tx);
    if (message === null) return alarms.resolve([subject]);
    if (!(await alarms.raise({ subject, message, repeatSeconds: this.#repeatSeconds }))) return;
    this.#log.error({ told: this.#channels }, message);
    await this.#outbox.send(tx, {
      channels: this.#channels.filter((channel) => channel !== 'events'),
      content: { kind: 'alarm', about: 'payouts', message, occurredAt: new Date().toISOString() },
    });
  }

  /** Records that a message arrived: whatever was wrong with the channel is over. */
  async onDelivered(tx: Transaction, channel: ChannelName): Promise<void> {
    await new ChannelHealthDao(tx).recordDelivered(channel);
    await new OpsAlarmDao(tx).resolve([`channel:${channel}`]);
  }

  /** Records that a message did not arrive. An alarm about it is on its way once the transaction commits. */
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
    const isAlarmDue = await new OpsAlarmDao(tx).raise({
      subject,
      message,
      repeatSeconds: this.#repeatSeconds,
    });
    if (!isAlarmDue) return;
    const others = this.#channels.filter((other) => other !== channel);
    this.#log.error({ channel, told: others }, message);
    await this.#outbox.send(tx, {
      channels: others,
      content: { kind: 'alarm', message, occurredAt: new Date().toISOString() },
    });
  }
}
