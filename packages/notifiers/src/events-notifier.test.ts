import { createWebhookHandler, type HubEvent, verifyWebhook } from '@dreamteamhub/sdk/server';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressPolicy } from './egress.ts';
import { createEventsNotifier, readWebhookSecrets } from './events-notifier.ts';
import { alarmOf, alertOf, digestOf, restockedOf, testOf, widget } from './test/notifications.ts';
import { describeNotifier } from './test/notifier-suite.ts';
import { type SlackMessage, type SlackSink, startSlackSink } from './test/slack-sink.ts';

const PATH_SECRET = 'sinkSecretToken000000XyZ1';
const secretOf = (fill: string) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const [key = Buffer.of()] = readWebhookSecrets(secretOf('n')) ?? [];

describeNotifier('Events', {
  channel: 'events',
  secrets: [PATH_SECRET, 'T0SINK000', secretOf('n')],
  async start(egress) {
    const sink = await startSlackSink();
    return {
      notifier: createEventsNotifier({ url: sink.url, secrets: [key], egress, timeoutMs: 500 }),
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
      egress,
    });
    return { sink, notifier };
  }

  const verify = ({ headers, body }: SlackMessage, secret = secretOf('n')) =>
    verifyWebhook({ secret, headers, body: JSON.stringify(body) });

  it.each([
    [alertOf({}, 'a-1'), 'stock.low', { items: [widget], itemCount: 1 }],
    [restockedOf(1, {}, 'a-1'), 'stock.restocked', { itemCount: 1 }],
    [alarmOf('the scans have stopped', 'a-1'), 'alerting.failed', { message: 'the scans have stopped' }],
    [testOf('a-1'), 'hub.tested', {}],
  ])('signs $0.kind so that the SDK reads it', async (notification, type, data) => {
    const { sink, notifier } = await start();
    expect(await notifier.send(notification)).toEqual({ outcome: 'delivered', receipt: 'HTTP 200' });
    const [message] = await sink.waitForMessages(1);
    const event = await verify(message as SlackMessage);
    expect(event).toMatchObject({ id: 'a-1', type, timestamp: '2025-11-06T20:00:00.000Z', data });
    expect(message?.headers['webhook-id']).toBe('a-1');
  });

  it('names 100 products of a digest and counts all, below 20 kB', async () => {
    const { sink, notifier } = await start();
    await notifier.send(digestOf(5_000));
    const [message] = await sink.waitForMessages(1);
    const { data } = (await verify(message as SlackMessage)) as HubEvent<'stock.low'>;
    expect(data).toMatchObject({ itemCount: 5_000 });
    expect(data.items).toHaveLength(100);
    expect(Buffer.byteLength(JSON.stringify(message?.body))).toBeLessThan(20_000);
  });

  it('signs with every secret while it is changed', async () => {
    const { sink, notifier } = await start(`${secretOf('n')}, ${secretOf('o')}`);
    await notifier.send(testOf());
    const [message] = await sink.waitForMessages(1);
    for (const secret of [secretOf('n'), secretOf('o')]) {
      expect(await verify(message as SlackMessage, secret)).toMatchObject({ type: 'hub.tested' });
    }
    await expect(verify(message as SlackMessage, secretOf('x'))).rejects.toThrow('webhook-signature');
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

  it('is understood by the handler of a shop', async () => {
    const { sink, notifier } = await start();
    await notifier.send(alertOf());
    const [message] = await sink.waitForMessages(1);
    const told: HubEvent[] = [];
    const note = (event: HubEvent) => told.push(event);
    const handle = createWebhookHandler({
      secret: secretOf('n'),
      on: {
        'stock.low': note,
        'stock.restocked': note,
        'alerting.failed': note,
        'conversion.recorded': note,
        'conversion.verified': note,
        'conversion.approved': note,
        'conversion.paid': note,
        'conversion.voided': note,
        'conversion.refunded': note,
        'hub.tested': note,
      },
    });
    const { headers, body } = message as SlackMessage;
    const request = new Request('https://shop.example/webhooks', {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
      body: JSON.stringify(body),
    });
    expect((await handle(request)).status).toBe(204);
    expect(told).toMatchObject([{ type: 'stock.low', data: { items: [widget] } }]);
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
