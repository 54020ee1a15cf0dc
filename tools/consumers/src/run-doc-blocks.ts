// Runs the documents' programs, one after the other, against a hub that checks what they send by its contract. What they
// build with Express is tried as well, on Express 4, where a handler that throws ends the process.
import { createRequire, registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { admin, type Contract, tracking } from '@dreamteamhub/sdk/contract';
import type express from 'express';

interface Express4 extends Omit<express.Express, '_router'> {
  _router?: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
}

process.env.HUB_URL = 'https://hub.example.com';
process.env.HUB_KEY = 'sk_of_the_documents';
process.env.HUB_WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let isHubDown = false;
let lastAsked = 0;
let current = '';
const failures: string[] = [];
const fail = (problem: unknown) => {
  failures.push(`${current}: ${problem instanceof Error ? (problem.stack ?? problem.message) : problem}`);
};
process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

// What a shop logs of a hub that is away is no failure, and retries come at once.
console.error = () => undefined;
console.log = () => undefined;
Math.random = () => 0;

const entries = (contract: Contract) =>
  Object.entries(contract).flatMap(([domain, named]) =>
    Object.entries(named).map(([name, entry]) => ({ id: `${domain}.${name}`, entry })),
  );
const all = [...entries(tracking), ...entries(admin)];

const RECEIPT = { success: true, clickId: 1, counted: true, attributionId: 1, refunded: '0.00' };
const SAMPLE = { ...RECEIPT, items: [], nextCursor: null, results: [] };

function check(id: string, input: unknown): void {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no procedure ${id}`);
  const { entry } = found;
  const { error } = entry.input.safeParse(entry.asMeant ? entry.asMeant(input) : input);
  if (error) throw new Error(`${id} refuses ${JSON.stringify(input)}: ${error.message}`);
}

/** Answers as the hub does, for what the contract takes. */
function answer(url: URL, method: string, body: string): unknown {
  if (url.pathname === '/livez') return { status: 'ok' };
  const [, procedures] = /^\/trpc\/admin\/(.+)$/.exec(url.pathname) ?? [];
  if (procedures !== undefined) {
    const inputs = JSON.parse(body || (url.searchParams.get('input') ?? '{}'));
    return procedures.split(',').map((id, index) => {
      check(id, inputs[index] ?? {});
      return { result: { data: SAMPLE } };
    });
  }
  const route = `${method} ${url.pathname}`;
  const found = all.find(({ entry }) => entry.rest?.route === route);
  if (found === undefined) throw new Error(`the hub has no ${route}`);
  check(found.id, JSON.parse(body || '{}'));
  return RECEIPT;
}

const fetchFromNetwork = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (url.hostname === '127.0.0.1') return fetchFromNetwork(input, init);
  lastAsked = performance.now();
  if (isHubDown) throw new TypeError('fetch failed');
  try {
    return Response.json(answer(url, request.method, await request.text()));
  } catch (error) {
    fail(error);
    throw error;
  }
};

// What Node's navigator lacks.
Object.assign(navigator, {
  sendBeacon(url: string, body: string) {
    answer(new URL(url), 'POST', body);
    return true;
  },
});

registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'express' ? 'express-4' : specifier, context),
});
const { application } = createRequire(import.meta.url)('express-4') as { application: { init(): void } };
const apps: Express4[] = [];
const { init } = application;
application.init = function initAndTell(this: Express4) {
  apps.push(this);
  init.call(this);
};

/** What goes on after an answer: waits until nothing has asked the hub for a while, its retries included. */
async function quiet(): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 250));
  while (performance.now() - lastAsked < 500);
}

/** Sends what a stranger would to each route, and to the home page what an affiliate's visitor does. */
async function tryApp(app: Express4): Promise<void> {
  const server = app.listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cookie = `dth=${encodeURIComponent(JSON.stringify({ handle: 'tech-blog', at: Date.now() }))}`;
  await fetch(`${origin}/?via=tech-blog`);
  for (const { route } of app._router?.stack ?? []) {
    if (!route?.methods.post) continue;
    for (const body of ['{}', '{']) {
      const headers = { 'content-type': 'application/json', cookie };
      await fetch(origin + route.path, { method: 'POST', headers, body });
    }
  }
  await quiet();
  server.close();
}

for (const file of process.argv.slice(2)) {
  current = file;
  apps.length = 0;
  isHubDown = false;
  await import(file).catch(fail);
  for (const down of [false, true]) {
    isHubDown = down;
    for (const app of apps) await tryApp(app).catch(fail);
  }
}
await new Promise((resolve) => setTimeout(resolve, 20));
process.stderr.write(failures.join('\n'));
process.exit(failures.length > 0 ? 1 : 0);
