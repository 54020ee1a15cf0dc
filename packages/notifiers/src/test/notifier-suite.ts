import { afterEach, describe, expect, it } from 'vitest';
import type { EgressPolicy } from '../egress.ts';
import { createEgressPolicy } from '../egress.ts';
import type { ChannelName, Notifier } from '../notification.ts';
import { alarmOf, alertOf, digestOf, restockedOf, testOf } from './notifications.ts';

/** What a channel brings to the shared suite: its notifier in front of a real local server. */
export interface NotifierHarness {
  notifier: Notifier;
  /** Everything the server received, as raw text; one entry per message. */
  received(): readonly string[];
  /** TCP connections the server saw. */
  connectionCount(): number;
  failNextTemporarily(): void;
  failNextForGood(): void;
  hangNext(): void;
  dropNext(): void;
  /** Stops the server; the notifier stays. */
  stopServer(): Promise<void>;
}

export interface NotifierSubject {
  channel: ChannelName;
  /** What no outcome or target may contain. */
  secrets: readonly string[];
  /** Starts a server and a notifier with this policy that gives up on a silent server within a second. */
  start(egress: EgressPolicy): Promise<NotifierHarness>;
}

/** The behaviour every notifier shares. A new channel is done when it passes. */
export function describeNotifier(name: string, subject: NotifierSubject): void {
  describe(`${name}: every notifier`, () => {
    const started: NotifierHarness[] = [];

    async function start(allowPrivateDestinations = true): Promise<NotifierHarness> {
      const harness = await subject.start(createEgressPolicy({ allowPrivateDestinations }));
      started.push(harness);
      return harness;
    }

    function expectNoSecret(value: unknown): void {
      for (const secret of subject.secrets) expect(JSON.stringify(value)).not.toContain(secret);
    }

    afterEach(async () => {
      await Promise.all(started.map(({ notifier }) => notifier.close()));
      await Promise.all(started.splice(0).map(({ stopServer }) => stopServer()));
    });

    it('names its channel and shows a target without secrets', async () => {
      const { notifier } = await start();
      expect(notifier.channel).toBe(subject.channel);
      expect(notifier.target).toContain('…');
      expectNoSecret(notifier.target);
    });

    it.each([alertOf(), digestOf(3), restockedOf(1), restockedOf(3), alarmOf(), testOf()])(
      'delivers a $kind once, with its id',
      async (notification) => {
        const { notifier, received } = await start();
        const outcome = await notifier.send(notification);
        expect(outcome.outcome).toBe('delivered');
        expectNoSecret(outcome);
        expect(received()).toHaveLength(1);
        expect(received()[0]).toContain(notification.id);
      },
    );

    it('asks for a retry after a temporary failure, and repeats the id', async () => {
      const { notifier, received, failNextTemporarily } = await start();
      failNextTemporarily();
      const outcome = await notifier.send(alertOf({}, 'repeated-1'));
      expect(outcome.outcome).toBe('retry');
      expectNoSecret(outcome);
      expect(await notifier.send(alertOf({}, 'repeated-1'))).toMatchObject({ outcome: 'delivered' });
      expect(received().at(-1)).toContain('repeated-1');
    });

    it('gives up after a permanent failure', async () => {
      const { notifier, failNextForGood } = await start();
      failNextForGood();
      const outcome = await notifier.send(alertOf());
      expect(outcome.outcome).toBe('terminal');
      expectNoSecret(outcome);
    });

    it('asks for a retry when the server falls silent', async () => {
      const { notifier, hangNext } = await start();
      hangNext();
      expect(await notifier.send(alertOf())).toEqual({ outcome: 'retry', reason: 'no answer in time' });
    });

    it('asks for a retry when the connection is cut', async () => {
      const { notifier, dropNext } = await start();
      dropNext();
      const outcome = await notifier.send(alertOf());
      expect(outcome).toMatchObject({
        outcome: 'retry',
        reason: expect.stringContaining('connection failed'),
      });
      expectNoSecret(outcome);
    });

    it('asks for a retry when nobody listens', async () => {
      const { notifier, stopServer } = await start();
      await stopServer();
      expect(await notifier.send(alertOf())).toEqual({
        outcome: 'retry',
        reason: 'connection failed (ECONNREFUSED)',
      });
    });

    it('never touches a destination that the policy refuses', async () => {
      const { notifier, connectionCount } = await start(false);
      const outcome = await notifier.send(alertOf());
      expect(outcome).toMatchObject({
        outcome: 'terminal',
        reason: expect.stringContaining('destination not allowed'),
      });
      expectNoSecret(outcome);
      expect(connectionCount()).toBe(0);
    });

    it('delivers many at the same time', async () => {
      const { notifier, received } = await start();
      const ids = Array.from({ length: 8 }, (_, index) => `parallel-${index}`);
      const outcomes = await Promise.all(ids.map((id) => notifier.send(alertOf({}, id))));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'delivered'));
      for (const id of ids) expect(received().filter((message) => message.includes(id))).toHaveLength(1);
    });

    it.each([
      ['line breaks', { sku: 'A\r\nBcc: evil@example.com\r\n\r\nhi', name: 'B\n.\nC' }],
      ['very long texts', { sku: 'S'.repeat(10_000), name: '&'.repeat(100_000) }],
      ['empty texts', { sku: '', name: '' }],
      ['broken UTF-16', { sku: '\ud83d', name: '\udc00x' }],
    ])('delivers products with %s', async (_what, item) => {
      const { notifier, received } = await start();
      expect(await notifier.send(alertOf(item))).toMatchObject({ outcome: 'delivered' });
      expect(received()).toHaveLength(1);
      expect(received()[0]).not.toMatch(/^Bcc:/im);
    });

    it('finishes what is under way before it closes, and answers afterwards', async () => {
      const { notifier, received } = await start();
      const sending = notifier.send(alertOf());
      await notifier.close();
      expect(received()).toHaveLength(1);
      expect(await sending).toMatchObject({ outcome: 'delivered' });
      await notifier.close();
      expect(await notifier.send(alertOf())).toEqual({ outcome: 'retry', reason: 'the notifier is closed' });
    });
  });
}
