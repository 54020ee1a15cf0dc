import { expectWorks, SHOP } from './runtimes.ts';
import { attempt, install, type Place, run, write } from './workshop.ts';

/** workerd, as Cloudflare runs it, also with the oldest behaviour: there, `fetch` refuses options that it does not have. */
const DATES = ['2022-11-30', '2026-06-01'];

const MAIN = `
import { createServerTracker } from '@dreamteamhub/sdk/server';
import { tryEverything } from './shop.js';
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/network') return new Response(await tryEverything());
    // By the runtime's own fetch.
    const hub = createServerTracker({ endpoint: env.HUB, secretKey: 'sk_1', maxRetries: 0 });
    await hub.refund({ orderId: 'O-1', refundId: 'R-1' });
    return new Response('everything works');
  },
};
`;

const RUN = `
import { createServer } from 'node:http';
import { Miniflare } from 'miniflare';
const hub = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}');
}).listen(0, '127.0.0.1', async () => {
  const [,, compatibilityDate] = process.argv;
  const HUB = 'http://127.0.0.1:' + hub.address().port;
  const worker = new Miniflare({ modules: true, scriptPath: 'worker.js', compatibilityDate, bindings: { HUB } });
  for (const path of ['/', '/network']) {
    const response = await worker.dispatchFetch('https://shop.example' + path);
    console.log(path, await response.text());
    if (!response.ok) process.exitCode = 1;
  }
  await worker.dispose();
  hub.close();
});
`;

export const inWorkers: Place = async ({ folder, tarball, tell }) => {
  install(folder, tarball, { miniflare: '4.20260730.0', esbuild: '0.28.2' });
  write(folder, { 'shop.js': SHOP, 'main.js': MAIN, 'run.js': RUN });
  run('npx', ['esbuild', 'main.js', '--bundle', '--format=esm', '--outfile=worker.js'], folder);
  for (const date of DATES) {
    attempt(tell, `workerd of ${date}`, () => expectWorks(run(process.execPath, ['run.js', date], folder)));
  }
};
