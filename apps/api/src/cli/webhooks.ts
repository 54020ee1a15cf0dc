import { hkdfSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import { createEgressPolicy, createEventsNotifier, type WebhookEvent } from '@dreamteamhub/notifiers';
import { toMessage } from '../domains/deliveries/delivery-service.ts';
import { toHubEvent } from '../domains/deliveries/hub-event.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command, CommandContext } from './command.ts';
import { poll, printable, storefrontOption } from './poll.ts';

/** Seconds before each further try. */
const TRY_AGAIN_AFTER = [1, 2, 4, 8];

export const listenToWebhooks: Command = {
  name: 'webhooks listen',
  usage: '--forward-to <url> [--storefront slug] [--live] | --print-secret',
  summary:
    'send the hub events that test events cause to a server of yours, signed; with --live also a copy of the real ones',
  isEndless: true,
  async run({ args, ...context }) {
    const { values } = parseArgs({
      args,
      options: {
        'forward-to': { type: 'string' },
        storefront: { type: 'string' },
        live: { type: 'boolean', default: false },
        'print-secret': { type: 'boolean', default: false },
      },
    });
    const key = signingKey((await context.readSecrets()).authSecret);
    const secret = `whsec_${key.toString('base64')}`;
    if (values['print-secret']) return { lines: [secret] };
    const url = readUrl(values['forward-to']);
    if (values.live && values.storefront !== undefined) {
      throw new StartError('--live: the hub sends the events of all storefronts; leave out --storefront');
    }
    if (values.live && context.env.EVENTS_WEBHOOK_URL === undefined) {
      throw new StartError('--live: the hub makes no events while EVENTS_WEBHOOK_URL is not set');
    }
    const storefrontId = await storefrontOption(context, values.storefront);
    const notifier = createEventsNotifier({
      url,
      secrets: [key],
      toEvent: (notification) => toHubEvent(notification),
      // Whoever runs commands on this machine may reach what it reaches.
      egress: createEgressPolicy({ allowPrivateDestinations: true, allowedPrivateHosts: [] }),
    });
    context.print(`Signing secret: ${secret}`);
    const which = values.live ? 'test and live' : 'test';
    // One after the other; what arrives while a receiver is down waits.
    let sending = Promise.resolve();
    await poll<WebhookEvent>(context, {
      read: async (seconds) => [
        ...(await testEvents(context, seconds, storefrontId)),
        ...(values.live ? await liveEvents(context, seconds) : []),
      ],
      keyOf: ({ id }) => id,
      onReady: () => context.print(`Forwarding ${which} events to ${printable(url)}. Stop with Ctrl-C.`),
      show: (event) => {
        sending = sending.then(() => forward(event, { ...context, notifier }));
      },
    });
    await sending;
    await notifier.close();
    return { lines: [] };
  },
};

/** What test events would have sent. */
async function testEvents(
  { db }: Pick<CommandContext, 'db'>,
  seconds: number,
  storefrontId: number | null,
): Promise<WebhookEvent[]> {
  const rows = await new TestEventDao(db).getRecentHubEvents(seconds, storefrontId);
  return rows as unknown as WebhookEvent[];
}

/** What the hub sends to EVENTS_WEBHOOK_URL, with the ids that it has there. */
async function liveEvents({ db }: Pick<CommandContext, 'db'>, seconds: number): Promise<WebhookEvent[]> {
  const rows = await new DeliveryDao(db).getRecent('events', seconds);
  return rows.map((row) => {
    const message = toMessage(row);
    return message.kind === 'event' ? message.event : toHubEvent(message);
  });
}

/** Sends an event until it is taken or given up, and prints how it went. */
async function forward(
  event: WebhookEvent,
  {
    notifier,
    print,
    stopping,
  }: Pick<CommandContext, 'print' | 'stopping'> & { notifier: ReturnType<typeof createEventsNotifier> },
): Promise<void> {
  if (stopping.aborted) return;
  for (const seconds of [...TRY_AGAIN_AFTER, null]) {
    const result = await notifier.send({ kind: 'event', event });
    const status = result.outcome === 'delivered' ? (result.receipt ?? 'delivered') : result.reason;
    const isOver = result.outcome !== 'retry' || seconds === null;
    const next = isOver ? (result.outcome === 'delivered' ? '' : '; given up') : `; again in ${seconds} s`;
    print(
      printable(`${new Date().toISOString().slice(11, 19)}  ${event.type}  ${event.id}  ${status}${next}`),
    );
    if (isOver) return;
    await sleep(seconds * 1000, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
  }
}

/** The same at each start, so that a receiver is told once; of no use for events that the hub itself sends. */
function signingKey(authSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret, '', 'dreamteamhub webhooks listen', 32));
}

function readUrl(text: string | undefined): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new StartError('--forward-to must be an address like http://localhost:3001/webhooks');
  }
  return url.href;
}
