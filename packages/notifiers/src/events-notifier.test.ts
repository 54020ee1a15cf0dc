import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressPolicy } from './egress.ts';
import { createEventsNotifier, readWebhookSecrets } from './events-notifier.ts';
import type { Notification, WebhookEvent } from './notification.ts';
import { testOf } from './test/notifications.ts';
import { describeNotifier } from './test/notifier-suite.ts';
import { type SlackMessage, type SlackSink, startSlackSink } from './test/slack-sink.ts';

const PATH_SECRET = 'sinkSecretToken000000XyZ1';
const secretOf = (fill: string) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const toEvent = (notification: Notification): WebhookEvent => ({
  id: notification.id,
  type: notification.kind,
  timestamp: notification.occurredAt.toISOString(),
  data: 'items' in notification ? { items: notification.items } : {},
});
const [key = Buffer.of()] = readWebhookSecrets(secretOf('n')) ?? [];

describeNotifier('Events', {
  channel: 'events',
  secrets: [PATH_SECRET, 'T0SINK000', secretOf('n')],
  async start(egress) {
    const sink = await startSlackSink();
    return {
      notifier: createEventsNotifier({ url: sink.url, secrets: [key], toEvent, egress, timeoutMs: 500 }),
      received: () => sink.messages.map(({ body }) => JSON.stringify(body)),
      connectionCount: () => sink.connectionCount,
      failNextTemporarily: () => sink.answerNext({ status: 503, body: `at ${sink.url}` }),
      failNextForGood: () => sink.answerNext({ status: 410, body: `gone ${sink.url}` }),
      hangNext: () => sink.answerNext({ hang: true }),
      dropNext: () => sink.answerNext({ drop: true }),
      stopServer: sink.close,
    };
  },
});

describe('Events notifier', () => {
  const sinks: SlackSink[] = [];
  afterEach(async () => {
    await Promise.all(sinks.splice(0).map((sink) => sink.close()));
  });

  async function start(secrets = secretOf('n')) {
    const sink = await startSlackSink();
    sinks.push(sink);
    const egress = createEgressPolicy({ allowPrivateDestinations: true });
    const notifier = createEventsNotifier({
      url: sink.url,
      secrets: readWebhookSecrets(secrets) ?? [],
      toEvent,
      egress,
    });
    return { sink, notifier };
  }

  /** The signature of a message as the specification makes it. */
  const signatureOf = ({ headers, body }: SlackMessage, secret: string) =>
    `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${JSON.stringify(body)}`)
      .digest('base64')}`;

  it.each([testOf('a-1'), { kind: 'event' as const, event: toEvent(testOf('a-1')) }])(
    'signs what it says, of $kind',
    async (message) => {
      const { sink, notifier } = await start();
      expect(await notifier.send(message)).toEqual({ outcome: 'delivered', receipt: 'HTTP 200' });
      const [received] = (await sink.waitForMessages(1)) as [SlackMessage];
      expect(received.body).toEqual(toEvent(testOf('a-1')));
      expect(received.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': 'a-1',
        'webhook-signature': signatureOf(received, secretOf('n')),
      });
      expect(Number(received.headers['webhook-timestamp'])).toBeCloseTo(Date.now() / 1000, -1);
    },
  );

  it('signs with every secret while it is changed', async () => {
    const { sink, notifier } = await start(`${secretOf('n')}, ${secretOf('o')}`);
    await notifier.send(testOf());
    const [received] = (await sink.waitForMessages(1)) as [SlackMessage];
    const signatures = [secretOf('n'), secretOf('o')].map((secret) => signatureOf(received, secret));
    expect(received.headers['webhook-signature']).toBe(signatures.join(' '));
  });

  it.each([
    [204, 'delivered'],
    [302, 'retry'],
    [400, 'retry'],
    [404, 'retry'],
    [410, 'terminal'],
    [429, 'retry'],
    [503, 'retry'],
  ])('reads HTTP %i as %s', async (status, outcome) => {
    const { sink, notifier } = await start();
    sink.answerNext({ status });
    expect(await notifier.send(testOf())).toMatchObject({ outcome });
  });

  it('honours Retry-After', async () => {
    const { sink, notifier } = await start();
    sink.answerNext({ status: 429, headers: { 'retry-after': '120' } });
    expect(await notifier.send(testOf())).toMatchObject({ retryAfterSeconds: 120 });
  });
});

it.each([
  ['whsec_'],
  ['whsec_c2hvcnQ='],
  [Buffer.alloc(32).toString('base64')],
  [`${secretOf('n')},`],
  [`whsec_${'!'.repeat(44)}`],
  [`whsec_${Buffer.alloc(65).toString('base64')}`],
])('%j is no secret', (text) => {
  expect(readWebhookSecrets(text)).toBeNull();
});
