import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { HOSTILE_HOSTS } from '@dreamteamhub/notifiers/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
let reached = 0;
const servers: Server[] = [];
let webPort: number;
let mailPort: number;

/** Something inside that must never hear from the hub, on every address of this machine. */
async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  hub = await startTestHub({ env: { ALLOW_PRIVATE_DESTINATIONS: '0', LIMIT_FACTOR: '1000' } });
  webPort = await listen(
    createHttpServer((_request, response) => {
      reached += 1;
      response.end('ok');
    }),
  );
  mailPort = await listen(
    createTcpServer((socket) => {
      reached += 1;
      socket.end('220 inside\r\n');
    }),
  );
});
afterAll(async () => {
  await hub.stop();
  for (const server of servers) server.close();
});

const testWebhook = (webhookUrl: string) =>
  call(hub, { method: 'POST', url: '/api/ops/settings/test-webhook', body: { webhookUrl } });
const testEmail = (smtpHost: string, smtpPort: number) =>
  call(hub, {
    method: 'POST',
    url: '/api/ops/settings/test-email',
    body: { smtpHost, smtpPort, emailFrom: 'a@shop.example', emailTo: 'b@shop.example' },
  });

test('what listens inside can be reached at all', async () => {
  await fetch(`http://localhost:${webPort}/`);
  expect(reached).toBe(1);
  reached = 0;
});

describe.each([...HOSTILE_HOSTS])('%s', (host) => {
  const bracketed = host.includes(':') ? `[${host}]` : host;

  test('is not reached as a webhook', async () => {
    for (const scheme of ['https', 'http']) {
      const { status, body } = await testWebhook(`${scheme}://${bracketed}:${webPort}/services/x`);
      expect([400, 502]).toContain(status);
      // Neither what it resolved to nor whether anything listens there.
      expect(JSON.stringify(body)).not.toMatch(/ECONN|refused to connect|EHOST|\b220\b/);
    }
    expect(reached).toBe(0);
  });

  test('is not reached as a mail server', async () => {
    for (const port of [mailPort, 25]) expect([400, 502]).toContain((await testEmail(host, port)).status);
    expect(reached).toBe(0);
  });
});

test.each([
  'http://user:pass@localhost/',
  'https://hooks.slack.com@127.0.0.1/',
  'https://127.0.0.1#@hooks.slack.com/',
  'https://127.0.0.1\\@hooks.slack.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'ftp://127.0.0.1/',
  'javascript:alert(1)',
  '//127.0.0.1/',
  'https://',
])('%s is refused', async (url) => {
  expect([400, 502]).toContain((await testWebhook(url)).status);
  expect(reached).toBe(0);
});
