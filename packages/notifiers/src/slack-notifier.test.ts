import { afterEach, describe, expect, it } from 'vitest';
import { createEgressPolicy, type EgressPolicy } from './egress.ts';
import { createSlackNotifier } from './slack-notifier.ts';
import { alertOf, widget } from './test/notifications.ts';
import { describeNotifier } from './test/notifier-suite.ts';
import { type SlackAnswerScript, type SlackSink, startSlackSink } from './test/slack-sink.ts';
import { alertText } from './text.ts';
import { parseRetryAfter } from './webhook-outcome.ts';

const SECRET = 'sinkSecretToken000000XyZ1';
const local = createEgressPolicy({ allowPrivateDestinations: true });

describeNotifier('Slack', {
  channel: 'webhook',
  secrets: [SECRET, 'T0SINK000', '/services/'],
  async start(egress) {
    const sink = await startSlackSink();
    return {
      notifier: createSlackNotifier({ webhookUrl: sink.url, egress, timeoutMs: 500 }),
      received: () => sink.messages.map(({ body }) => JSON.stringify(body)),
      connectionCount: () => sink.connectionCount,
      failNextTemporarily: () => sink.answerNext({ status: 503, body: `at ${sink.url}` }),
      failNextForGood: () => sink.answerNext({ status: 404, body: `no_service ${sink.url}` }),
      hangNext: () => sink.answerNext({ hang: true }),
      dropNext: () => sink.answerNext({ drop: true }),
      stopServer: sink.close,
    };
  },
});

describe('Slack notifier', () => {
  const sinks: SlackSink[] = [];

  async function start(options: { tls?: boolean } = {}): Promise<SlackSink> {
    const sink = await startSlackSink(options);
    sinks.push(sink);
    return sink;
  }

  async function sendTo(answer: SlackAnswerScript, timeoutMs = 2_000) {
    const sink = await start();
    sink.answerNext(answer);
    const notifier = createSlackNotifier({ webhookUrl: sink.url, egress: local, timeoutMs });
    return notifier.send(alertOf());
  }

  afterEach(async () => {
    await Promise.all(sinks.splice(0).map((sink) => sink.close()));
  });

  it('posts JSON to the webhook path', async () => {
    const sink = await start();
    const notifier = createSlackNotifier({ webhookUrl: sink.url, egress: local });
    expect(notifier.target).toMatch(/^127\.0\.0\.1:\d+\/…XyZ1$/);
    expect(await notifier.send(alertOf())).toEqual({ outcome: 'delivered', receipt: 'HTTP 200' });
    const [message] = await sink.waitForMessages(1);
    expect(message).toMatchObject({
      method: 'POST',
      path: `/services/T0SINK000/B0SINK000/${SECRET}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: { text: alertText(widget) },
    });
  });

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'terminal'],
    [304, 'terminal'],
    [400, 'terminal'],
    [401, 'terminal'],
    [403, 'terminal'],
    [404, 'terminal'],
    [408, 'retry'],
    [410, 'terminal'],
    [413, 'terminal'],
    [422, 'terminal'],
    [429, 'retry'],
    [500, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
  ])('reads HTTP %i as %s', async (status, outcome) => {
    expect(await sendTo({ status })).toMatchObject({ outcome });
  });

  it.each([
    ['1', 1],
    ['30', 30],
    ['0', 1],
    ['86400', 3_600],
    ['soon', undefined],
    ['', undefined],
  ])('takes Retry-After %j as %s seconds', async (value, seconds) => {
    const outcome = await sendTo({ status: 429, headers: { 'retry-after': value }, body: 'slow down' });
    expect(outcome).toEqual({
      outcome: 'retry',
      reason: 'HTTP 429: slow down',
      ...(seconds !== undefined && { retryAfterSeconds: seconds }),
    });
  });

  it.each([
    ['Thu, 06 Nov 2025 20:00:30 GMT', 30],
    ['Thu, 06 Nov 2025 19:00:00 GMT', 1],
    ['Fri, 07 Nov 2025 20:00:00 GMT', 3_600],
    ['Thursday, 06-Nov-25 20:01:00 GMT', 60],
    ['Thu, 99 Foo 2025', undefined],
    ['2025-11-06T20:00:30Z', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    [undefined, undefined],
  ])('reads Retry-After %j against the clock as %s', (value, seconds) => {
    expect(parseRetryAfter(value, new Date('2025-11-06T20:00:00Z'))).toBe(seconds);
  });

  it('follows no redirect', async () => {
    const target = await start();
    const outcome = await sendTo({ status: 307, headers: { location: target.url } });
    expect(outcome).toEqual({ outcome: 'terminal', reason: 'HTTP 307' });
    expect(target.connectionCount).toBe(0);
  });

  it('reads only the beginning of a huge answer', async () => {
    const body = Buffer.alloc(10 * 1_024 * 1_024, 'x');
    const outcome = await sendTo({ status: 500, body });
    expect(outcome).toEqual({ outcome: 'retry', reason: `HTTP 500: ${'x'.repeat(199)}…` });
    expect(await sendTo({ status: 200, body })).toMatchObject({ outcome: 'delivered' });
    // Only the size limit can end this one: the deadline is longer than the test's.
    expect(await sendTo({ flood: true, status: 500 }, 60_000)).toEqual(outcome);
  });

  it.each([
    [500, { outcome: 'retry', reason: expect.stringMatching(/^HTTP 500: \.+…?$/) }],
    [404, { outcome: 'terminal', reason: expect.stringMatching(/^HTTP 404: \.+…?$/) }],
    [200, { outcome: 'delivered', receipt: 'HTTP 200' }],
  ])('settles a dripping answer of HTTP %i within the deadline', async (status, outcome) => {
    const startedAt = performance.now();
    expect(await sendTo({ drip: true, status }, 200)).toEqual(outcome);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('cleans what it quotes: no secret in any spelling, no control characters, 200 characters', async () => {
    const encoded = SECRET.replace('s', '%73');
    const body = `bad\r\n\u0000 /services/T0SINK000/B0SINK000/${SECRET} ${SECRET.toUpperCase()} ${'y'.repeat(400)}`;
    const outcome = await sendTo({ status: 400, body });
    const reason = 'reason' in outcome ? outcome.reason : '';
    expect(reason).toMatch(/^HTTP 400: bad … … y+…$/);
    expect(reason.length).toBe('HTTP 400: '.length + 200);

    const sink = await start();
    sink.answerNext({ status: 400, body: `echo ${SECRET} and ${encoded}` });
    const webhookUrl = sink.url.replace(SECRET, encoded);
    const echoed = await createSlackNotifier({ webhookUrl, egress: local }).send(alertOf());
    expect(echoed).toEqual({ outcome: 'terminal', reason: 'HTTP 400: echo … and …' });
  });

  it('verifies certificates', async () => {
    const sink = await start({ tls: true });
    const outcome = await createSlackNotifier({ webhookUrl: sink.url, egress: local }).send(alertOf());
    expect(outcome).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(/^connection failed \(.*SELF/),
    });
    expect(sink.messages).toHaveLength(0);
  });

  it('connects to the address that was checked, whatever the name resolves to', async () => {
    const sink = await start();
    const port = new URL(sink.origin).port;
    let lookups = 0;
    const egress = createEgressPolicy({
      allowPrivateDestinations: true,
      lookup: async () => {
        lookups += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    // A name that no resolver knows: only the checked address can lead to the sink.
    const webhookUrl = `http://hooks.dreamteamhub.example:${port}/services/x`;
    expect(await createSlackNotifier({ webhookUrl, egress }).send(alertOf())).toMatchObject({
      outcome: 'delivered',
    });
    expect(lookups).toBe(1);
    expect(sink.messages[0]?.headers.host).toBe(`hooks.dreamteamhub.example:${port}`);
  });

  it('does not wait for a resolver that never answers', async () => {
    const egress = createEgressPolicy({
      allowPrivateDestinations: false,
      lookup: () => new Promise(() => undefined),
    });
    // The deadline's timer alone keeps no process alive; the server does so here, as one does in the hub.
    await start();
    const notifier = createSlackNotifier({ webhookUrl: 'https://hooks.slack.com/x', egress, timeoutMs: 50 });
    expect(await notifier.send(alertOf())).toEqual({ outcome: 'retry', reason: 'no answer in time' });
  });

  it('asks for a retry when the name has no address', async () => {
    const egress = createEgressPolicy({ allowPrivateDestinations: false, lookup: async () => [] });
    const notifier = createSlackNotifier({ webhookUrl: 'https://hooks.slack.com/x', egress });
    expect(await notifier.send(alertOf())).toEqual({
      outcome: 'retry',
      reason: 'the host name could not be resolved',
    });
  });

  it.each(['', 'nonsense', 'ftp://example.com/x', 'https://u:p@example.com/'])(
    'accepts the bad URL %j and answers terminal',
    async (webhookUrl) => {
      const notifier = createSlackNotifier({ webhookUrl, egress: local });
      expect(await notifier.send(alertOf())).toMatchObject({ outcome: 'terminal' });
      expect(notifier.target).not.toContain('u:p');
    },
  );

  it('keeps its promise when the policy itself fails', async () => {
    const broken: EgressPolicy = {
      checkUrl: () => Promise.reject(new TypeError(`cannot read ${SECRET}`)),
      checkMailServer: () => Promise.reject(new TypeError('broken')),
    };
    const notifier = createSlackNotifier({ webhookUrl: 'https://hooks.slack.com/x', egress: broken });
    expect(await notifier.send(alertOf())).toEqual({
      outcome: 'retry',
      reason: 'connection failed (unknown error)',
    });
    const invalidDate = { ...alertOf(), occurredAt: new Date(Number.NaN) };
    expect(await notifier.send(invalidDate)).toEqual({
      outcome: 'retry',
      reason: 'unexpected failure: RangeError',
    });
  });

  it.each([
    ['https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXX', 'hooks.slack.com/…XXXX'],
    ['https://hooks.slack.com/services/short', 'hooks.slack.com/…'],
    ['https://user:secret@example.com/?token=abc', 'example.com/…'],
    ['nonsense', '(invalid URL)'],
  ])('masks %s', (webhookUrl, target) => {
    expect(createSlackNotifier({ webhookUrl, egress: local }).target).toBe(target);
  });
});
