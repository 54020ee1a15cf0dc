import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '@dreamteamhub/sdk/webhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningCommand, runCommand, startCommand } from '../support/command-context.ts';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, click, convert, issueKey, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let asTest: Record<string, string>;
let asOutlet: Record<string, string>;
let command: RunningCommand | undefined;

beforeAll(async () => {
  hub = await startTestHub({
    env: {
      EVENTS_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      EVENTS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'x').toString('base64')}`,
    },
  });
  await newAffiliate(hub, 'partner');
  await hub.deps.services.storefronts.create(
    { slug: 'outlet', name: 'Outlet', currency: 'USD', allowedOrigins: [] },
    { kind: 'command_line', storefrontId: null } as never,
  );
  const asKeyOf = async (storefront: string) => ({
    authorization: `Bearer ${(await issueKey(hub, 'secret', { isTest: true, storefront })).key}`,
    'user-agent': BROWSER,
  });
  [asTest, asOutlet] = [await asKeyOf('default'), await asKeyOf('outlet')];
});
afterEach(async () => {
  await command?.stop();
  command = undefined;
});
afterAll(() => hub.stop());

let orders = 0;
const testOrder = (extra: object = {}) =>
  convert(hub, { handle: 'partner', orderId: `T-${++orders}`, revenue: '50.00', ...extra }, asTest);
const refundOfOutlet = () =>
  call(hub, {
    method: 'POST',
    url: '/api/affiliates/refunds',
    headers: asOutlet,
    body: { orderId: `O-${++orders}`, refundId: 'r' },
  });

/** Starts a command and waits until it has looked at what was there before. */
async function start(typed: string): Promise<RunningCommand> {
  command = startCommand(hub, typed);
  const started = command;
  const marker = () => [...started.lines, ...started.warnings].some((line) => line.includes('Ctrl-C'));
  await expect.poll(marker).toBe(true);
  return started;
}

describe('events tail', () => {
  test('shows test events, refused ones, and live ones with whether they count', async () => {
    await testOrder({ orderId: 'BEFORE' });
    const { lines } = await start('events tail');
    await click(hub, { handle: 'partner' });
    await click(hub, { handle: 'partner', subId: 'a\u001b[2Jb' }, { 'user-agent': 'curl/8.5.0' });
    await convert(hub, { handle: 'partner', orderId: 'LIVE', revenue: 10 });
    await convert(hub, { handle: 'nobody', orderId: 'LOST', revenue: 10 });
    await call(hub, {
      method: 'POST',
      url: '/api/affiliates/refunds',
      body: { orderId: 'LIVE', refundId: 'r' },
    });
    await testOrder({ orderId: 'TRY' });
    await testOrder({ orderId: 'TRY' });
    await hub.deps.services.refusals.flush();
    await expect.poll(() => lines.length, { timeout: 15_000 }).toBe(7);
    const shown = lines.map((line) => line.slice(10)).sort();
    for (const [place, pattern] of [
      /^live {2}- {2}order {3}refused \(not_found: handle: there is no affiliate "nobody"\).*orderId=LOST/,
      /^live {2}default {2}click {3}counted {2}affiliate=partner/,
      /^live {2}default {2}click {3}not_counted \(bot\) {2}affiliate=partner {2}subId=a\\u001b\[2Jb/,
      /^live {2}default {2}order {3}verified {2}affiliate=partner {2}.*orderId=LIVE/,
      /^live {2}default {2}refund {2}recorded {2}.*refundId=r/,
      /^test {2}default {2}order {3}recorded {2}affiliate=partner {2}.*orderId=TRY/,
      /^test {2}default {2}order {3}refused \(conflict: .*orderId=TRY/,
    ].entries()) {
      expect(shown[place]).toMatch(pattern);
    }
  });

  test('shows test events of one storefront as JSON, and refuses an unknown one', async () => {
    const { lines } = await start('events tail --test --json --storefront outlet');
    await click(hub, { handle: 'partner', visitorId: `second-${++orders}` });
    await testOrder();
    await refundOfOutlet();
    await expect.poll(() => lines.length, { timeout: 15_000 }).toBeGreaterThan(0);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ mode: 'test', storefront: 'outlet', kind: 'refund' });
    }
    const unknown = startCommand(hub, 'events tail --storefront nowhere');
    await expect(unknown.stop()).rejects.toThrow('--storefront: there is no storefront "nowhere"');
  });
});

describe('webhooks listen', () => {
  interface Received {
    headers: IncomingHttpHeaders;
    body: string;
  }
  let receiver: Server;
  let received: Received[];
  let statuses: number[];
  let url: string;

  beforeEach(async () => {
    received = [];
    statuses = [];
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(statuses.shift() ?? 204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  });
  afterEach(async () => {
    await command?.stop();
    command = undefined;
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const secretOf = ({ lines }: RunningCommand) => /whsec_\S+/.exec(lines[0] ?? '')?.[0] ?? '';
  const readEvent = async ({ headers, body }: Received, secret: string) =>
    verifyWebhook({ body, headers: headers as Record<string, string>, secret });

  test('forwards what test events would send, signed; live events stay with the hub', async () => {
    const listening = await start(`webhooks listen --forward-to ${url}`);
    const secret = secretOf(listening);
    await testOrder();
    await expect.poll(() => received.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const event = await readEvent(received[0] as Received, secret);
    expect(event).toMatchObject({ type: 'conversion.recorded', test: true, data: { revenue: '50.00' } });
    await expect
      .poll(() => listening.lines.join('\n'))
      .toContain(`conversion.recorded  ${event.id}  HTTP 204`);
    await convert(hub, { handle: 'partner', orderId: `LIVE-${++orders}`, revenue: 1 }, asSecret);
    const { body } = await testOrder();
    await expect.poll(() => received.some((one) => one.body.includes(String(body.attributionId)))).toBe(true);
    expect(received.some((one) => one.body.includes('LIVE-'))).toBe(false);
    const ids = received.map((one) => one.headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('goes on when the receiver fails: the same event again, and then the next', async () => {
    const listening = await start(`webhooks listen --forward-to ${url}`);
    statuses = [500];
    await testOrder();
    await testOrder();
    await expect.poll(() => received.length, { timeout: 15_000 }).toBeGreaterThan(2);
    const [first, again, next] = received.map((one) => one.headers['webhook-id']);
    expect(again).toBe(first);
    expect(next).not.toBe(first);
    expect(listening.lines.join('\n')).toMatch(/HTTP 500; again in 1 s\n.*HTTP 204/);
  });

  test('with --live sends a copy of the real events, with their own ids', async () => {
    const listening = await start(`webhooks listen --forward-to ${url} --live`);
    const secret = secretOf(listening);
    await convert(hub, { handle: 'partner', orderId: `REAL-${++orders}`, revenue: 1 }, asSecret);
    await expect.poll(() => received.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const event = await readEvent(received[0] as Received, secret);
    expect(event.test).toBeUndefined();
    const { rows } = await hub.deps.db.execute('SELECT alert_id FROM deliveries');
    expect(rows.map(({ alert_id }) => alert_id)).toContain(event.id);
  });

  test('prints the secret alone, the same each time, for a shell to read', async () => {
    const print = () => runCommand(hub, 'webhooks listen --print-secret');
    const [secret] = await print();
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(await print()).toEqual([secret]);
    expect(secretOf(await start(`webhooks listen --forward-to ${url}`))).toBe(secret);
    expect(await runCommand(hub, 'events remove-tests --storefront default')).toEqual([
      expect.stringMatching(/^Test events removed: [1-9]/),
    ]);
  });

  test('refuses what it cannot do, and says what to change', async () => {
    const refused = (typed: string) => startCommand(hub, `webhooks listen ${typed}`).stop();
    await expect(refused('--forward-to localhost:1')).rejects.toThrow('--forward-to must be an address');
    await expect(refused(`--forward-to ${url} --live --storefront outlet`)).rejects.toThrow('--live');
  });
});
