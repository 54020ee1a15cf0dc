import type { Database } from '@dreamteamhub/db';
import { type SetupProgress, SetupProgressDao } from '@dreamteamhub/db/ops';
import { PeopleDao } from '@dreamteamhub/db/people';
import type { ChannelName } from '@dreamteamhub/notifiers';
import { type admin, SETUP_STEPS, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import type { ChannelHealth, ChannelHealthService } from '../deliveries/channel-health-service.ts';

type Progress = WireOutputs<typeof admin>['ops']['getProgress'];

/** Channels where people read of alerts. Events go to the shop's own server. */
const PEOPLES_CHANNELS: readonly ChannelName[] = ['webhook', 'email'];

/** The first steps of a hub. Nothing of them is stored but what a person leaves out. */
export class SetupProgressService {
  readonly #db: Database;
  readonly #channelHealth: ChannelHealthService;

  constructor(deps: { db: Database; channelHealth: ChannelHealthService }) {
    this.#db = deps.db;
    this.#channelHealth = deps.channelHealth;
  }

  /** Returns which steps are done, and what the person leaves out. */
  async get(by: PersonCaller): Promise<Progress> {
    const [progress, person, health] = await Promise.all([
      new SetupProgressDao(this.#db).getProgress(),
      new PeopleDao(this.#db).getPerson(by.id),
      this.#channelHealth.getChannels(),
    ]);
    if (person === null) throw new AppError('not_found', 'there is no such person on the team');
    const channels = health.filter(({ channel }) => PEOPLES_CHANNELS.includes(channel));
    const done = doneSteps(progress, channels);
    const { skippedSetupSteps, isSetupHidden } = person;
    return {
      steps: SETUP_STEPS.map((name) => ({
        name,
        isDone: done[name],
        isSkipped: skippedSetupSteps.includes(name),
      })),
      isHidden: isSetupHidden,
      partner: progress.partner,
      storefront: progress.storefront,
      channels: channels.map(({ channel, lastDeliveredAt }) => ({
        name: channel,
        lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
      })),
    };
  }
}

function doneSteps(
  progress: SetupProgress,
  channels: readonly ChannelHealth[],
): Record<(typeof SETUP_STEPS)[number], boolean> {
  return {
    partner: progress.hasPartner,
    origin: progress.hasOrigin,
    click: progress.hasClick,
    key: progress.hasSecretKey,
    order: progress.hasOrder,
    // That it is set up does not mean that anything arrives.
    channel: channels.some(({ lastDeliveredAt }) => lastDeliveredAt !== null),
    products: progress.hasProduct,
  };
}
