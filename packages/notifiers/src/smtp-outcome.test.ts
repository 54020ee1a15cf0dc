import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressPolicy, type EgressPolicy } from './egress.ts';
import { createEmailNotifier, type EmailNotifierOptions } from './email-notifier.ts';
import { type MailSink, type MailSinkOptions, startMailSink } from './test/mail-sink.ts';
import { alertOf } from './test/notifications.ts';
import { testCertificate } from './test/test-certificate.ts';

const local = createEgressPolicy({ allowPrivateDestinations: true });
const login = { user: 'ops-login', pass: 'canary-password' };
const short = { connectionMs: 500, greetingMs: 500, socketMs: 500, totalMs: 1_000 };
const addresses = { from: 'ops@dreamteamhub.example', to: 'admin@dreamteamhub.example' };

/** Treats the local sink as a host on the internet, where a password needs TLS. */
const asPublic: EgressPolicy = {
  ...local,
  checkMailServer: async (host, port) => ({ ...(await local.checkMailServer(host, port)), isPrivate: false }),
};

describe('SMTP outcomes', () => {
  const sinks: MailSink[] = [];

  async function start(options: MailSinkOptions = {}): Promise<MailSink> {
    const sink = await startMailSink(options);
    sinks.push(sink);
    return sink;
  }

  function notifierFor(
    { host, port }: { host: string; port: number },
    more: Partial<EmailNotifierOptions> = {},
  ) {
    return createEmailNotifier({ host, port, ...addresses, egress: local, timeouts: short, ...more });
  }

  afterEach(async () => {
    await Promise.all(sinks.splice(0).map((sink) => sink.close()));
  });

  it.each([
    ['connect', 421, 'retry'],
    ['connect', 554, 'terminal'],
    ['mail', 421, 'retry'],
    ['mail', 451, 'retry'],
    ['mail', 550, 'terminal'],
    ['rcpt', 450, 'retry'],
    ['rcpt', 550, 'terminal'],
    ['data', 421, 'retry'],
    ['data', 452, 'retry'],
    ['data', 554, 'terminal'],
  ] as const)('reads at %s the reply %i as %s', async (stage, code, outcome) => {
    const sink = await start();
    sink.answerNext({ stage, code, message: 'scripted reply' });
    const answer = await notifierFor(sink).send(alertOf());
    expect(answer).toMatchObject({ outcome, reason: expect.stringMatching(`^SMTP ${code} `) });
  });

  it('retries when one of the refused recipients may be accepted later', async () => {
    const sink = await start();
    sink.answerNext({ stage: 'rcpt', code: 550 }, { stage: 'rcpt', code: 450 });
    const notifier = notifierFor(sink, { to: 'a@a.example, b@b.example' });
    expect(await notifier.send(alertOf())).toMatchObject({ outcome: 'retry' });
  });

  it('repeats the Message-ID after a connection lost between DATA and 250', async () => {
    const sink = await start();
    const notifier = notifierFor(sink);
    sink.answerNext({ stage: 'data', drop: true });
    expect(await notifier.send(alertOf({}, 'same'))).toMatchObject({ outcome: 'retry' });
    expect(await notifier.send(alertOf({}, 'same'))).toMatchObject({ outcome: 'delivered' });
    const mails = await sink.waitForMessages(2);
    expect(mails.map(({ messageId }) => messageId)).toEqual(Array(2).fill('<same@dreamteamhub.example>'));
  });

  it.each(['connect', 'data'] as const)('does not wait for a server silent at %s', async (stage) => {
    const sink = await start();
    sink.answerNext({ stage, hang: true });
    const timeouts = { ...short, totalMs: 60_000 };
    expect(await notifierFor(sink, { timeouts }).send(alertOf())).toEqual({
      outcome: 'retry',
      reason: 'no answer in time',
    });
  });

  it('ends a session that answers byte by byte', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ready\r\n250-');
      const timer = setInterval(() => socket.write('x'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const outcome = await notifierFor(
      { host: '127.0.0.1', port },
      { timeouts: { ...short, totalMs: 200 } },
    ).send(alertOf());
    expect(outcome).toEqual({ outcome: 'retry', reason: 'no answer in time' });
    // Waits until the notifier has closed the connection.
    await new Promise((resolve) => server.close(resolve));
  });

  describe('login', () => {
    it('does not appear in the reason of a refusal', async () => {
      const sink = await start({ login });
      const outcome = await notifierFor(sink, { user: login.user, pass: 'wrong' }).send(alertOf());
      expect(outcome).toEqual({ outcome: 'terminal', reason: 'authentication refused (535)' });
      sink.answerNext({ stage: 'auth', code: 454 });
      expect(await notifierFor(sink, login).send(alertOf())).toEqual({
        outcome: 'retry',
        reason: 'authentication postponed (454)',
      });
    });

    it('goes in plain text to a private host only', async () => {
      const sink = await start({ login });
      expect(await notifierFor(sink, login).send(alertOf())).toMatchObject({ outcome: 'delivered' });
      expect(sink.loginAttempts).toEqual([{ user: login.user, isEncrypted: false }]);
    });

    it('does not go to a public host whose STARTTLS was stripped', async () => {
      const sink = await start({ login, tls: 'none' });
      const outcome = await notifierFor(sink, { ...login, egress: asPublic }).send(alertOf());
      expect(outcome).toMatchObject({
        outcome: 'terminal',
        reason: expect.stringContaining('the server offers no TLS'),
      });
      expect(sink.loginAttempts).toEqual([]);
      expect(sink.messages).toEqual([]);
    });

    it('goes to a public host after STARTTLS', async () => {
      const sink = await start({ login, tls: 'starttls' });
      const certificateAuthority = testCertificate.cert;
      const notifier = notifierFor(sink, { ...login, egress: asPublic, certificateAuthority });
      expect(await notifier.send(alertOf())).toMatchObject({ outcome: 'delivered' });
      expect(sink.messages[0]).toMatchObject({ isEncrypted: true, user: login.user });
    });

    it('does not go to a server whose certificate is not trusted or names another host', async () => {
      const sink = await start({ login, tls: 'starttls' });
      const untrusted = await notifierFor(sink, { ...login, egress: asPublic }).send(alertOf());
      expect(untrusted).toMatchObject({ outcome: 'retry' });
      const elsewhere = createEgressPolicy({
        allowPrivateDestinations: true,
        lookup: async () => [{ address: '127.0.0.1', family: 4 }],
      });
      const send = (host: string) =>
        createEmailNotifier({
          ...addresses,
          ...login,
          host,
          port: sink.port,
          egress: elsewhere,
          certificateAuthority: testCertificate.cert,
        }).send(alertOf());
      expect(await send('mail.other.example')).toMatchObject({ outcome: 'retry' });
      expect(sink.loginAttempts).toEqual([]);
      // The name on the certificate is the host's, although the connection went to an address.
      expect(await send('mail.dreamteamhub.example')).toMatchObject({ outcome: 'delivered' });
    });
  });
});
