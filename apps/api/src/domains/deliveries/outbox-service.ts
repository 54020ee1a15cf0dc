import { randomUUID } from 'node:crypto';
import type { Transaction } from '@dreamteamhub/db';
import { type CarriedEpisode, type DeliveryContent, DeliveryDao } from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';

/** Puts the job of a delivery into the caller's transaction: it exists if and only if the transaction commits. */
export type EnqueueDelivery = (
  tx: Transaction,
  delivery: { deliveryId: string; channel: ChannelName; startAfterSeconds?: number },
) => Promise<void>;

/** Sends messages with the transactions that cause them. */
export class OutboxService {
  readonly #enqueueDelivery: EnqueueDelivery;

  constructor(deps: { enqueueDelivery: EnqueueDelivery }) {
    this.#enqueueDelivery = deps.enqueueDelivery;
  }

  /** Writes a message for each channel, and the job that delivers it, into the caller's transaction. */
  async send(
    tx: Transaction,
    message: {
      channels: readonly ChannelName[];
      content: DeliveryContent;
      /** The episodes that the message is about. */
      carried?: readonly CarriedEpisode[];
    },
  ): Promise<void> {
    const alertId = randomUUID();
    const deliveries = new DeliveryDao(tx);
    for (const channel of message.channels) {
      const { content, carried = [] } = message;
      const deliveryId = await deliveries.createDelivery({ channel, alertId, content, carried });
      await this.#enqueueDelivery(tx, { deliveryId, channel });
    }
  }
}
