import { startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { everythingStored } from '../support/everything.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { cookieHeader, createOperator, OPERATOR, postAuth, signedIn, signIn } from '../support/operator.ts';
import { asVisitor, convert, type NewAffiliate } from '../support/shop.ts';

const ENVIRONMENT = {
  HUB_SECRET_KEY: 'sk_canary_environment_0123456789',
  SMTP_USER: 'canary-user',
  SMTP_PASS: 'canary-smtp-password',
  EVENTS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'canary').toString('base64')}`,
};

let hub: TestHub;
let mail: Awaited<ReturnType<typeof startMailSink>>;
let slack: Awaited<ReturnType<typeof startSlackSink>>;
let shop: Awaited<ReturnType<typeof startSlackSink>>;
let webhookPath: string;
let eventsPath: string;
const log: string[] = [];
const answers: string[] = [];

beforeAll(async () => {
  [mail, slack, shop] = await Promise.all([startMailSink(), startSlackSink(), startSlackSink()]);
  webhookPath = '/services/T0CANARY/B0CANARY/canaryWebhookToken';
  eventsPath = '/hooks/canaryEventsToken';
  hub = await startTestHub({
    works: true,
    onLog: (line) => log.push(line),
    env: {
      ...ENVIRONMENT,
      SLACK_WEBHOOK_URL: new URL(webhookPath, slack.url).href,
      EVENTS_WEBHOOK_URL: new URL(eventsPath, shop.url).href,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'hub@shop.example',
      EMAIL_TO: 'ops@shop.example',
      ALERT_GROUP_SECONDS: '0',
    },
  });
  // Whatever is answered is kept, except where a secret is meant to be shown once: there the test takes it out.
  const inject = hub.app.inject.bind(hub.app);
  // A hook would not do: routes that are registered do not take up what is added later.
  Object.assign(hub.app, {
    inject: async (request: InjectOptions) => {
      const answer = await inject(request);
      answers.push(`${answer.payload} ${JSON.stringify(answer.headers)}`);
      return answer;
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await mail.close();
  await slack.close();
  await shop.close();
});

const asEnvironment = { authorization: `Bearer ${ENVIRONMENT.HUB_SECRET_KEY}` };

/** Calls an entry whose answer shows a secret this once. */
async function shownOnce(path: string, input: unknown, headers: Record<string, string>) {
  const { data } = await callTrpc(hub, entryAt(path), { input, headers });
  answers.pop();
  return data;
}

test('after all that a hub does, also what fails, no secret is in a log, an answer or a column', async () => {
  await createOperator(hub);
  const owner = await signedIn(hub);
  const call = (path: string, input: unknown, headers: Record<string, string> = owner) =>
    callTrpc(hub, entryAt(path), { input, headers });

  const secret = await shownOnce(
    'storefronts.issueKey',
    { storefront: 'default', kind: 'secret', name: 'canary', scopes: ['events:write', 'ops:read'] },
    owner,
  );
  const testSecret = await shownOnce(
    'storefronts.issueKey',
    { storefront: 'default', kind: 'secret', isTest: true, name: 'try', scopes: ['events:write'] },
    owner,
  );
  const invited = await shownOnce('team.invitePerson', { email: 'ines@shop.example', role: 'owner' }, owner);
  const inviteToken = new URL(invited.link).searchParams.get('token') ?? '';
  const password = 'five grey canaries in a mine';
  await call('team.acceptInvitation', { token: inviteToken, name: 'Ines', password }, {});
  const ines = await signedIn(hub, { email: 'ines@shop.example', password });
  const prepared = await postAuth(hub, 'two-factor/enable', { password }, ines);
  answers.pop();
  const { totpURI, backupCodes } = prepared.json();

  const secrets = [
    ...Object.values(ENVIRONMENT).filter((value) => value !== ENVIRONMENT.SMTP_USER),
    webhookPath.split('/').at(-1) ?? '',
    eventsPath.split('/').at(-1) ?? '',
    secret.key,
    testSecret.key,
    inviteToken,
    password,
    OPERATOR.password,
    new URL(totpURI).searchParams.get('secret') ?? '',
    ...backupCodes,
    'wrong-password-canary',
    'canary-typed-smtp-password',
    'canaryTypedWebhookToken',
  ];
  expect(secrets.every((value) => value.length >= 8)).toBe(true);

  // What succeeds …
  const { pixelId } = await createAffiliate();
  await convert(hub, { pixelId, orderId: 'C-1', revenue: 5 }, { authorization: `Bearer ${secret.key}` });
  const asTest = { authorization: `Bearer ${testSecret.key}` };
  await convert(hub, { pixelId, orderId: 'C-1', revenue: 5 }, asTest);
  await call('inventory.createProduct', { sku: 'C', name: 'C', stock: 9, threshold: 5 });
  await call('inventory.updateStock', { sku: 'C', stock: 1 });
  await slack.waitForMessages(1, 20_000);
  await mail.waitForMessages(1, 20_000);
  // The order, its conversion and its commission, and the alert; and one that fails.
  await shop.waitForMessages(4, 20_000);
  shop.answerNext({ status: 500, body: `${eventsPath} ${ENVIRONMENT.EVENTS_WEBHOOK_SECRET}` });
  expect((await call('ops.testEvents', {})).status).toBe(502);
  for (const path of [
    'storefronts.listKeys',
    'team.listTeam',
    'ops.getAlerting',
    'account.listSessions',
    'audit.listEntries',
    'testEvents.listTestEvents',
    'inspector.listEvents',
  ]) {
    expect((await call(path, {})).status).toBe(200);
  }
  // … and what fails, some of it inside.
  await signIn(hub, { ...OPERATOR, password: 'wrong-password-canary' });
  await postAuth(
    hub,
    'two-factor/verify-backup-code',
    { code: 'nonsense' },
    { cookie: cookieHeader(await signIn(hub, OPERATOR)) },
  );
  await call('ops.testWebhook', { webhookUrl: 'http://127.0.0.1:9/services/x/y/canaryTypedWebhookToken' });
  await call('ops.testEmail', {
    smtpHost: '127.0.0.1',
    smtpPort: 9,
    smtpUser: 'somebody',
    smtpPass: 'canary-typed-smtp-password',
    emailFrom: 'a@shop.example',
    emailTo: 'b@shop.example',
  });
  await call('team.acceptInvitation', { token: inviteToken, name: 'Ines', password }, {});
  await hub.owner.execute(
    sql`ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (action <> 'team.invitePerson') NOT VALID`,
  );
  expect((await call('team.invitePerson', { email: 'x@shop.example', role: 'owner' })).status).toBe(500);
  await hub.app.inject({
    method: 'GET',
    url: `/api/affiliates?token=${inviteToken}`,
    headers: { ...asEnvironment, authorization: `Bearer ${secret.key}x` },
  });

  const places = { log: log.join('\n'), answers: answers.join('\n'), columns: await everythingStored(hub) };
  expect(places.log).toContain('procedure failed');
  expect(places.answers).toContain('delivery_failed');
  expect(places.columns).toContain('team.acceptInvitation');
  for (const [place, text] of Object.entries(places)) {
    for (const value of secrets) expect(text.includes(value), `${value} in ${place}`).toBe(false);
  }
});

async function createAffiliate() {
  const answer = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates',
    headers: { ...asEnvironment, ...asVisitor },
    payload: { handle: 'canary', name: 'Canary' },
  });
  return answer.json() as NewAffiliate;
}
