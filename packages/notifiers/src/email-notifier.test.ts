import { afterEach, describe, expect, it } from 'vitest';
import { createEgressPolicy } from './egress.ts';
import { createEmailNotifier, type EmailNotifierOptions } from './email-notifier.ts';
import { isMailSender } from './mail-settings.ts';
import { type MailSink, type MailSinkOptions, startMailSink } from './test/mail-sink.ts';
import { alertOf, digestOf } from './test/notifications.ts';
import { describeNotifier } from './test/notifier-suite.ts';

const local = createEgressPolicy({ allowPrivateDestinations: true });
const login = { user: 'ops-login', pass: 'canary-password' };
const short = { connectionMs: 500, greetingMs: 500, socketMs: 500, totalMs: 1_000 };
const addresses = { from: 'ops@dreamteamhub.example', to: 'admin@dreamteamhub.example' };

describeNotifier('mail', {
  channel: 'email',
  secrets: [login.user, login.pass, '@dreamteamhub.example'],
  async start(egress) {
    const sink = await startMailSink({ login });
    const { host, port } = sink;
    return {
      notifier: createEmailNotifier({ host, port, ...login, ...addresses, egress, timeouts: short }),
      received: () => sink.messages.map(({ raw }) => raw),
      connectionCount: () => sink.connectionCount,
      failNextTemporarily: () => sink.answerNext({ stage: 'mail', code: 450, message: `${login.user} busy` }),
      failNextForGood: () => sink.answerNext({ stage: 'rcpt', code: 550, message: `not for ${login.user}` }),
      hangNext: () => sink.answerNext({ stage: 'mail', hang: true }),
      dropNext: () => sink.answerNext({ stage: 'mail', drop: true }),
      stopServer: sink.close,
    };
  },
});

describe('mail notifier', () => {
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

  it("sends the guide's mail, whole and with its Message-ID", async () => {
    const sink = await start();
    const outcome = await notifierFor(sink).send(alertOf({}, '0198-abc'));
    expect(outcome).toEqual({ outcome: 'delivered', receipt: '250 OK: message taken' });
    const [mail] = await sink.waitForMessages(1);
    expect(mail).toMatchObject({
      from: 'ops@dreamteamhub.example',
      to: ['admin@dreamteamhub.example'],
      subject: 'Low Stock Alert: WIDGET-PRO-001',
      messageId: '<0198-abc@dreamteamhub.example>',
      headers: { 'x-entity-ref-id': '0198-abc', 'auto-submitted': 'auto-generated' },
      text: `Dear Operations Team,

This is an automated alert regarding low stock levels:

Product: Widget Pro 2025
SKU: WIDGET-PRO-001
Current Stock: 18 units
Threshold: 20 units

Please restock this item as soon as possible.

---
Dream Team Hub Operations
Timestamp: 2025-11-06T20:00:00.000Z`,
    });
    expect(mail?.html).toContain('<bdi>WIDGET-PRO-001</bdi>');
    // Short ASCII lines travel unencoded: the guide's words are in the raw message too.
    expect(mail?.raw.replaceAll('\r\n', '\n')).toContain(`\n\n${mail?.text}\n`);
  });

  it('keeps long lines, dots and non-ASCII text as they are', async () => {
    const sink = await start();
    const name = `.Größe "XL" 😀 = ${'lang '.repeat(40)}ende`;
    await notifierFor(sink).send(alertOf({ name, sku: 'ÄÖ-1' }));
    await notifierFor(sink).send(digestOf(600));
    const ascii = `${'plain '.repeat(45)}end`;
    await notifierFor(sink).send(alertOf({ name: ascii }));
    const [mail, digest, plain] = await sink.waitForMessages(3);
    expect(plain?.text).toContain(`\nProduct: ${ascii}\n`);
    expect(mail?.subject).toBe('Low Stock Alert: ÄÖ-1');
    expect(mail?.text).toContain(`\nProduct: ${name}\n`);
    expect(digest?.text).toMatch(/and \d+ more/);
  });

  it.each([
    ['"Shop Alerts" <hub@a.example>', 'hub@a.example', 'Shop Alerts'],
    ['Shop Alerts <hub@localhost>', 'hub@localhost', 'Shop Alerts'],
    ['hub@localhost', 'hub@localhost', ''],
    ['hub@bücher.example', 'hub@bücher.example', ''],
    ['Büro <hub@xn--bcher-kva.example>', 'hub@bücher.example', 'B'],
  ])('sends from %s', async (from, envelope, name) => {
    expect(isMailSender(from)).toBe(true);
    const sink = await start();
    expect(await notifierFor(sink, { from }).send(alertOf())).toMatchObject({ outcome: 'delivered' });
    expect(sink.messages[0]?.from).toBe(envelope);
    const header = /^From: (.*)$/m.exec(sink.messages[0]?.raw ?? '')?.[1] ?? '';
    expect(header.replace('xn--bcher-kva', 'bücher')).toContain(envelope);
    if (name !== '') expect(header).toMatch(new RegExp(`${name}|=\\?UTF-8`));
  });

  it.each(['', 'nobody', 'a@b.example, c@d.example', 'a@b.example\nBcc: x@y.example', 'hub@'])(
    'is sent by nobody called %j',
    (from) => expect(isMailSender(from)).toBe(false),
  );

  it('warns of two refused recipients by name', async () => {
    const sink = await start();
    sink.answerNext({ stage: 'rcpt', code: 550 }, { stage: 'rcpt', code: 452, message: 'full' });
    const to = 'a@a.example, b@b.example, c@c.example';
    expect(await notifierFor(sink, { to }).send(alertOf())).toMatchObject({
      outcome: 'delivered',
      warning: expect.stringMatching(/^2 of 3 recipients refused: a@…, b@… \(550 /),
    });
  });

  it('reaches several recipients and masks them', async () => {
    const sink = await start();
    const to = ['"Doe, Jane" <jane@a.example>, bob@b.example', 'eve@c.example'];
    const notifier = notifierFor(sink, { to, from: 'Ops <ops@a.example>' });
    expect(notifier.target).toBe('jane@… and 2 more');
    sink.answerNext({ stage: 'rcpt', code: 550, message: 'no such user' });
    expect(await notifier.send(alertOf())).toEqual({
      outcome: 'delivered',
      receipt: '250 OK: message taken',
      warning: '1 of 3 recipients refused: jane@… (550 no such user)',
    });
    expect(sink.messages[0]?.to).toEqual(['bob@b.example', 'eve@c.example']);
  });

  it.each([
    [
      'a line break in the SKU',
      { sku: 'A\r\nBcc: evil@example.com' },
      'Low Stock Alert: A Bcc: evil@example.com',
    ],
    ['an encoded word', { sku: '=?utf-8?q?A=0D=0ABcc:_evil?=' }, undefined],
  ])('lets no header in through %s', async (_what, item, subject) => {
    const sink = await start();
    await notifierFor(sink).send(alertOf(item));
    const [mail] = await sink.waitForMessages(1);
    expect(mail?.headers).not.toHaveProperty('bcc');
    expect(mail?.to).toEqual(['admin@dreamteamhub.example']);
    if (subject !== undefined) expect(mail?.subject).toBe(subject);
  });

  it.each([
    [{ from: 'nobody' }, 'the sender is not one email address'],
    [{ from: 'a@a.example, b@b.example' }, 'the sender is not one email address'],
    [{ from: 'a@a.example\r\nBcc: x@x.example' }, 'the sender is not one email address'],
    [{ to: '' }, 'a recipient is not an email address'],
    [{ to: [] }, 'a recipient is not an email address'],
    [{ to: 'a@a.example, nonsense' }, 'a recipient is not an email address'],
    [{ to: 'a@a.example\nBcc: x@x.example' }, 'a recipient is not an email address'],
    [{ user: 'u' }, 'the login needs both a user and a password'],
  ])('accepts the bad settings %j and answers terminal', async (settings, problem) => {
    const notifier = notifierFor({ host: 'smtp.example.com', port: 587 }, settings);
    expect(await notifier.send(alertOf())).toEqual({
      outcome: 'terminal',
      reason: `mail settings: ${problem}`,
    });
  });

  it.each([
    ['127.0.0.1', 587],
    ['localhost', 25],
    ['smtp.example.com', 6379],
    ['', 587],
  ])('refuses %s:%i under the strict policy', async (host, port) => {
    const egress = createEgressPolicy({
      allowPrivateDestinations: false,
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(await notifierFor({ host, port }, { egress }).send(alertOf())).toMatchObject({
      outcome: 'terminal',
      reason: expect.stringMatching(/^destination not allowed: /),
    });
  });

  it('writes a Message-ID of safe characters for any id', async () => {
    const sink = await start();
    await notifierFor(sink).send(alertOf({}, 'a b>\r\nBcc: x@y\u0000..'));
    const [mail] = await sink.waitForMessages(1);
    expect(mail?.messageId).toMatch(/^<[A-Za-z0-9._-]+@dreamteamhub\.example>$/);
    expect(mail?.headers).not.toHaveProperty('bcc');
  });
});
