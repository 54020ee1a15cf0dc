import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DeliveryDao, type DeliveryRow } from '@dreamteamhub/db';
import type { ChannelName, DeliveryOutcome, Notification, Notifier } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import type { EnqueueDelivery } from './alert-service.ts';
import { decideRetry } from './rules.ts';

/** Slack takes one message a second for a webhook; short bursts only. Mail servers bring their own limits. */
const SECONDS_BETWEEN: Record<ChannelName, number> = { webhook: 1, email: 0 };

/** Told of every attempt, for the metrics. */
export type OnAttempt = (attempt: { channel: string; outcome: DeliveryOutcome['outcome'] }) => void;

/**
 * Carries deliveries to their channels. The deliveries table is the truth; a job only says that it is time to try. A
 * message can arrive twice when the provider took it and we never committed that: the process died before, or the
 * provider's yes was lost or came too late. Both then carry the same alert id.
 */
export class DeliveryService {
  readonly #db: Database;
  readonly #notifiers: ReadonlyMap<ChannelName, Notifier>;
  readonly #enqueueDelivery: EnqueueDelivery;
  readonly #log: FastifyBaseLogger;
  readonly #onAttempt: OnAttempt;

  constructor(deps: {
    db: Database;
    notifiers: ReadonlyMap<ChannelName, Notifier>;
    enqueueDelivery: EnqueueDelivery;
    log: FastifyBaseLogger;
    onAttempt: OnAttempt;
  }) {
    this.#db = deps.db;
    this.#notifiers = deps.notifiers;
    this.#enqueueDelivery = deps.enqueueDelivery;
    this.#log = deps.log;
    this.#onAttempt = deps.onAttempt;
  }

  /** The channels that this process can deliver to. */
  get channels(): ChannelName[] {
    return [...this.#notifiers.keys()];
  }

  /** Tries one delivery once. Doing it again after it arrived, or was given up, does nothing. */
  async deliver(deliveryId: string): Promise<void> {
    const deliveries = new DeliveryDao(this.#db);
    const delivery = await deliveries.getDelivery(deliveryId);
    if (delivery === null || delivery.status !== 'pending') return;
    const channel = delivery.channel as ChannelName;
    const notifier = this.#notifiers.get(channel);
    if (notifier === undefined) {
      await deliveries.markDead(deliveryId, `channel "${channel}" is not configured any more`);
      this.#log.error(
        { deliveryId, channel },
        'a delivery was given up: its channel is not configured any more',
      );
      return;
    }
    if (SECONDS_BETWEEN[channel] > 0) {
      await sleep((await deliveries.reserveSlot(channel, SECONDS_BETWEEN[channel])) * 1000);
    }
    const attempt = await deliveries.startAttempt(deliveryId);
    if (attempt === null) return;
    const outcome = await notifier.send(toNotification(attempt));
    this.#onAttempt({ channel, outcome: outcome.outcome });
    await this.#settle(attempt, channel, outcome);
  }

  /** Gives a delivery up whose job itself kept dying. */
  async giveUp(deliveryId: string): Promise<void> {
    await new DeliveryDao(this.#db).markDead(deliveryId, 'the process died in every attempt');
    this.#log.error({ deliveryId }, 'a delivery was given up: the process died in every attempt');
  }

  // The attempt, the delivery and the job of the next attempt commit together.
  async #settle(
    delivery: DeliveryRow & { attempt: number },
    channel: ChannelName,
    outcome: DeliveryOutcome,
  ): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const deliveries = new DeliveryDao(tx);
      const detail = outcome.outcome === 'delivered' ? (outcome.receipt ?? null) : outcome.reason;
      await deliveries.finishAttempt(delivery.id, delivery.attempt, { outcome: outcome.outcome, detail });
      const context = { deliveryId: delivery.id, channel, attempt: delivery.attempt, reason: detail };
      switch (outcome.outcome) {
        case 'delivered':
          await deliveries.markDelivered(delivery.id, channel);
          this.#log.info(context, 'alert delivered');
          return;
        case 'terminal':
          await deliveries.markDead(delivery.id, outcome.reason);
          this.#log.error(context, 'alert refused for good');
          return;
        case 'retry': {
          const decision = decideRetry({
            attempt: delivery.attempt,
            retryAfterSeconds: outcome.retryAfterSeconds,
            random: Math.random(),
          });
          if (!decision.retry) {
            await deliveries.markDead(delivery.id, outcome.reason);
            this.#log.error(context, 'alert given up after its last attempt');
            return;
          }
          await deliveries.scheduleRetry(delivery.id, decision.delaySeconds, outcome.reason);
          await this.#enqueueDelivery(tx, {
            deliveryId: delivery.id,
            channel,
            startAfterSeconds: decision.delaySeconds,
          });
          this.#log.warn(
            { ...context, retryInSeconds: Math.round(decision.delaySeconds) },
            'alert not delivered yet',
          );
        }
      }
    });
  }
}

function toNotification(delivery: DeliveryRow): Notification {
  const { content } = delivery;
  const shared = { id: delivery.alertId, occurredAt: new Date(content.occurredAt) };
  if (content.kind === 'restocked' || content.kind === 'alarm') throw new Error('no words for this yet');
  const [only] = content.items;
  return content.kind === 'alert' && only !== undefined
    ? { kind: 'alert', item: only, ...shared }
    : { kind: 'digest', items: content.items, ...shared };
}
