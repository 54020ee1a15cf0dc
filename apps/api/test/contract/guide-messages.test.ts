import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ env: { LIMIT_FACTOR: '100' } });
});
afterAll(() => hub.stop());

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST /api/ops/settings/test-webhook', () => {
  let slack: SlackSink;
  beforeEach(async () => {
    slack = await startSlackSink();
  });
  afterEach(() => slack.close());

  const send = (webhookUrl: string) =>
    call(hub, { method: 'POST', url: '/api/ops/settings/test-webhook', body: { webhookUrl } });

  test('sends one message and says so', async () => {
    const { status, body } = await send(slack.url);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: 'Test alert sent successfully',
      timestamp: expect.stringMatching(INSTANT),
    });
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.body.text).not.toBe('');
  });

  test.each([404, 410, 500, 302])('a %i of the webhook is 502, and the URL stays a secret', async (code) => {
    slack.answerAlways({ status: code, headers: { location: 'http://127.0.0.1:9/' }, body: slack.url });
    const { status, body } = await send(slack.url);
    expect(status).toBe(502);
    expect(body.error).toMatchObject({ code: 'delivery_failed', message: expect.any(String) });
    expect(JSON.stringify(body)).not.toContain('sinkSecretToken');
    expect(slack.messages).toHaveLength(1);
  });

  test('a port where nobody listens is 502 without the URL', async () => {
    const { url } = slack;
    await slack.close();
    const { status, body } = await send(url);
    expect(status).toBe(502);
    expect(body.error.code).toBe('delivery_failed');
    expect(JSON.stringify(body)).not.toContain('sinkSecretToken');
  });
});

describe('POST /api/ops/settings/test-email', () => {
  const login = { user: 'ops@dreamteamhub.app', pass: 'app-password-here' };
  let mail: MailSink;
  beforeEach(async () => {
    // A password goes over TLS only, as any provider asks for it.
    mail = await startMailSink();
  });
  afterEach(() => mail.close());

  const send = (extra: Record<string, unknown> = {}) =>
    call(hub, {
      method: 'POST',
      url: '/api/ops/settings/test-email',
      body: {
        smtpHost: mail.host,
        smtpPort: mail.port,
        emailFrom: 'ops@dreamteamhub.app',
        emailTo: 'admin@dreamteamhub.app',
        ...extra,
      },
    });

  test('sends one mail and says so', async () => {
    const { status, body } = await send();
    expect(body).toEqual({
      success: true,
      message: 'Test email sent successfully',
      timestamp: expect.stringMatching(INSTANT),
    });
    expect(status).toBe(200);
    expect(mail.messages).toHaveLength(1);
    expect(mail.messages[0]).toMatchObject({
      from: 'ops@dreamteamhub.app',
      to: ['admin@dreamteamhub.app'],
    });
  });

  test.each([
    [
      'Shop Alerts <hub@localhost>',
      '"Doe, Jane" <jane@a.example>, bob@b.example',
      ['jane@a.example', 'bob@b.example'],
    ],
    ['hub@bücher.example', 'bob@b.example', ['bob@b.example']],
  ])('takes addresses as MAIL_FROM and EMAIL_TO do: %s to %s', async (emailFrom, emailTo, to) => {
    expect((await send({ emailFrom, emailTo })).status).toBe(200);
    expect(mail.messages[0]?.to).toEqual(to);
  });

  test.each([
    ['emailFrom', 'nobody'],
    ['emailFrom', 'a@b.example, c@d.example'],
    ['emailTo', 'jane@a.example, nobody'],
    ['emailTo', 'jane@a.example\r\nBcc: x@y.example'],
  ])('%s: %j is 400', async (field, value) => {
    const { status, body } = await send({ [field]: value });
    expect(status).toBe(400);
    expect(body.error.message).toContain(field);
    expect(mail.messages).toHaveLength(0);
  });

  test('one of two refused recipients is told', async () => {
    mail.answerNext({ stage: 'rcpt', code: 550, message: 'no such user' });
    const { status, body } = await send({ emailTo: 'jane@a.example, bob@b.example' });
    expect(status).toBe(200);
    expect(body.message).toBe('Test email sent, but 1 of 2 recipients refused: jane@… (550 no such user)');
  });

  test('a refused recipient is 502 with the server’s code', async () => {
    mail.answerNext({ stage: 'rcpt', code: 550, message: 'no such user' });
    const { status, body } = await send();
    expect(status).toBe(502);
    expect(body.error.code).toBe('delivery_failed');
  });

  test('a refused login is 502, and the password stays a secret', async () => {
    const guarded = await startMailSink({ login: { user: 'somebody', pass: 'else' } });
    try {
      const { status, body } = await send({
        smtpPort: guarded.port,
        smtpUser: login.user,
        smtpPass: login.pass,
      });
      expect(status).toBe(502);
      expect(body.error.code).toBe('delivery_failed');
      const text = JSON.stringify(body);
      for (const secret of [login.pass, Buffer.from(login.pass).toString('base64')]) {
        expect(text).not.toContain(secret);
      }
    } finally {
      await guarded.close();
    }
  });
});

test('a private destination is refused where it is not allowed', async () => {
  const guarded = await startTestHub({ env: { ALLOW_PRIVATE_DESTINATIONS: '0' } });
  const slack = await startSlackSink();
  try {
    const { status, body } = await call(guarded, {
      method: 'POST',
      url: '/api/ops/settings/test-webhook',
      body: { webhookUrl: slack.url },
    });
    expect(status).toBe(502);
    expect(body.error.code).toBe('delivery_failed');
    expect(slack.connectionCount).toBe(0);
  } finally {
    await slack.close();
    await guarded.stop();
  }
});
