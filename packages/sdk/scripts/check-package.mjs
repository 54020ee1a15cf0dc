// Checks the package as it is published: packed, then read by publint and by TypeScript in every module mode, then
// installed into an empty project where a consumer's file must compile and a wrong one must not.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(packageRoot, 'node_modules', '.bin', name);
const work = mkdtempSync(join(tmpdir(), 'hub-sdk-'));

function run(command, args, cwd = packageRoot) {
  try {
    execFileSync(command, args, { cwd, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    fail(`${command} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

function fail(problem) {
  console.error(problem);
  process.exitCode = 1;
}

/** Of the script build, compressed with Brotli: every page of a shop loads it. */
const MAX_SCRIPT_BYTES = 2600;

/** What only the entries for operators need. */
const PEERS = [
  '@trpc/client',
  '@trpc/server',
  '@trpc/react-query',
  '@tanstack/react-query',
  '@types/react',
  'react',
  'zod',
];

/** A storefront's file. Each `@ts-expect-error` fails the check when the line under it compiles. */
const TRACKING = `
import { createTracker, type TrackerFailure } from '@dreamteamhub/sdk';
const tracker = createTracker({ endpoint: 'https://hub.example.com', key: 'pk_x' });
// @ts-expect-error a typo in an option
createTracker({ endpoint: 'https://hub.example.com', kee: 'pk_x' });
// @ts-expect-error a click names its affiliate
void tracker.click({ landingPage: '/' });
// @ts-expect-error consent is one of two words
tracker.consent('perhaps');
// @ts-expect-error there may be no receipt
void tracker.click({ pixelId: 'p' }).then((receipt) => receipt.clickId.toFixed());
void tracker.init().then((receipt) => receipt?.clickId.toFixed());
void tracker.conversion({ orderId: 'O-1', revenue: '9.99' }).then((receipt) => receipt?.attributionId.toFixed());
const onError = (failure: TrackerFailure): void => void failure.code.toUpperCase();
createTracker({ endpoint: '/hub', onError, parameters: ['ref'] }).identify(null);
`;

const SERVER = `
import { createServerTracker, signRequest, TrackerError } from '@dreamteamhub/sdk/server';
const hub = createServerTracker({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
// @ts-expect-error the secret key is required
createServerTracker({ endpoint: 'https://hub.example.com' });
void hub.conversion({ clickToken: 't', orderId: 'O-1', revenue: '9.99' }).then((receipt) => receipt.attributionId.toFixed()).catch((error) => {
  if (error instanceof TrackerError) error.code.toUpperCase();
});
import { clickCookieMiddleware, readAttribution, withClickCookie } from '@dreamteamhub/sdk/server';
clickCookieMiddleware({ attributionDays: 30 })({ url: '/', headers: {} }, { appendHeader: () => undefined }, () => undefined);
void withClickCookie(new Request('https://shop.example/'), new Response());
void hub.conversion({ ...readAttribution(''), orderId: 'O-1', revenue: '9.99' }).then(({ attributedBy, ignored }) => [attributedBy === 'handle', ignored?.map(({ field }) => field)]);
// @ts-expect-error there may be nobody to credit
readAttribution('').handle;
// @ts-expect-error a typo in an option
clickCookieMiddleware({ attributionDay: 30 });
void signRequest({ secretKey: 'sk_x', body: '{}' }).then((headers) => headers['webhook-signature'].length);
`;

const WEBHOOKS = `
import { createWebhookHandler, type HubEvent, verifyWebhook, type WebhookHandlers } from '@dreamteamhub/sdk/server';
const ignore = () => undefined;
const on: WebhookHandlers = {
  'stock.low': ({ data }) => data.items.map(({ sku }) => sku.toUpperCase()),
  'stock.restocked': ignore,
  'alerting.failed': ({ data }) => data.message.length,
  'conversion.recorded': ({ data }) => data.orderId.length,
  'conversion.verified': ignore,
  'conversion.approved': ignore,
  'conversion.paid': ignore,
  'conversion.voided': ignore,
  'conversion.refunded': ({ data }) => data.refundId.length,
  'hub.tested': ignore,
};
const { 'hub.tested': _, ...incomplete } = on;
// @ts-expect-error a case is missing
createWebhookHandler({ secret: 'whsec_x', on: incomplete });
// @ts-expect-error a case that there is not
createWebhookHandler({ secret: 'whsec_x', on: { ...on, 'stock.lost': ignore } });
void createWebhookHandler({ secret: ['whsec_x', 'whsec_y'], on })(new Request('https://shop.example/')).then(({ status }) => status);
const rawHeaders: string[] = [];
void verifyWebhook({ secret: 'whsec_x', headers: rawHeaders, body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: new Headers(), body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: new Map([['Webhook-Id', 'x']]), body: '' });
// @ts-expect-error headers have text
void verifyWebhook({ secret: 'whsec_x', headers: { 'webhook-id': 1 }, body: '' });
void verifyWebhook({ secret: 'whsec_x', headers: {}, body: '' }).then((event: HubEvent) => {
  if (event.type === 'stock.low') return event.data.itemCount;
  // @ts-expect-error not all events have items
  return event.data.items;
});
`;

/** What a shop's server runs, as an ES module and as CommonJS. */
const RUN = `
const hub = createServerTracker({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
if (typeof hub.refund !== 'function') throw new Error('no refunds');
// Rendered on a server, a page's tracker does nothing and breaks nothing.
createTracker({ endpoint: 'https://hub.example.com', key: 'pk_x' }).identify('somebody');
void signRequest({ secretKey: 'sk_x', body: '{}' }).then(async (headers) => {
  if (!headers['webhook-signature'].startsWith('v1,')) throw new Error('no signature');
  const refusal = await verifyWebhook({ secret: 'whsec_c2VjcmV0', headers, body: '{}' }).catch((error) => error);
  if (!(refusal instanceof WebhookError)) throw new Error('not refused');
});
`;

const ADMIN = `
import { type AdminOutputs, createAdminClient } from '@dreamteamhub/sdk/admin';
import { admin } from '@dreamteamhub/sdk/contract';
const hub = createAdminClient({ endpoint: 'https://hub.example.com', secretKey: 'sk_x' });
const page: Promise<AdminOutputs['affiliates']['listAffiliates']> = hub.affiliates.listAffiliates.query({});
void page.then(({ items }) => items[0]?.clicks30d.toFixed());
// @ts-expect-error no such procedure
void hub.affiliates.nope.query();
// @ts-expect-error handle is text
void hub.affiliates.createAffiliate.mutate({ handle: 1, name: 'x' });
admin.affiliates.createAffiliate.input.parse({ handle: 'h', name: 'n' });
`;

const REACT = `
import { createHubClient, hub } from '@dreamteamhub/sdk/react';
const client = createHubClient({ endpoint: 'https://hub.example.com' });
export const useLow = () => hub.inventory.listProducts.useQuery({ lowStockOnly: true }).data?.items[0]?.sku.toUpperCase();
// @ts-expect-error no such procedure
hub.inventory.nope.useQuery();
void client;
`;

/** With this TypeScript, and with the oldest that the entries promise to work with. */
function typecheckConsumer(name, options) {
  writeFileSync(
    join(work, `tsconfig.${name}.json`),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        strict: true,
        noEmit: true,
        types: [],
        ...options.compiler,
      },
      files: options.files,
    }),
  );
  for (const typescript of ['typescript', options.oldest]) {
    const tsc = join(packageRoot, 'node_modules', typescript, 'bin', 'tsc');
    run(process.execPath, [tsc, '-p', `tsconfig.${name}.json`], work);
  }
}

try {
  run(bin('size-limit'), []);
  // As the hub serves it; a bundler would build it anew before it measures.
  const scriptBytes = brotliCompressSync(readFileSync(join(packageRoot, 'dist', 'pixel.js'))).length;
  if (scriptBytes > MAX_SCRIPT_BYTES)
    fail(`the script build has ${scriptBytes} bytes, more than ${MAX_SCRIPT_BYTES}`);
  run('pnpm', ['pack', '--pack-destination', work]);
  const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');
  run(bin('publint'), ['--strict', tarball]);
  // CJS callers of an ESM-first package get their own types; attw would tell if they did not.
  run(bin('attw'), [tarball, '--profile', 'node16', '--exclude-entrypoints', 'pixel', '--format', 'ascii']);

  const installed = join(work, 'node_modules', '@dreamteamhub', 'sdk');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({ name: 'storefront', private: true, type: 'module' }),
  );
  writeFileSync(join(work, 'tracking.ts'), TRACKING);
  writeFileSync(join(work, 'tracking.cts'), TRACKING);
  writeFileSync(join(work, 'server.ts'), SERVER);
  writeFileSync(join(work, 'server.cts'), SERVER);
  writeFileSync(join(work, 'webhooks.ts'), WEBHOOKS);
  const names = '{ createServerTracker, signRequest, verifyWebhook, WebhookError }';
  writeFileSync(
    join(work, 'run.mjs'),
    `import { createTracker } from '@dreamteamhub/sdk';\nimport ${names} from '@dreamteamhub/sdk/server';${RUN}`,
  );
  writeFileSync(
    join(work, 'run.cjs'),
    `const { createTracker } = require('@dreamteamhub/sdk');\nconst ${names} = require('@dreamteamhub/sdk/server');${RUN}`,
  );
  for (const file of ['run.mjs', 'run.cjs']) run(process.execPath, [file], work);
  writeFileSync(join(work, 'admin.ts'), ADMIN);
  writeFileSync(join(work, 'react.ts'), REACT);
  const nodenext = { module: 'NodeNext', moduleResolution: 'NodeNext' };
  const bundler = { module: 'ESNext', moduleResolution: 'Bundler' };
  // A storefront has neither tRPC nor zod, and library types are checked as well.
  typecheckConsumer('tracking-node', {
    oldest: 'typescript-5.4',
    compiler: nodenext,
    files: ['tracking.ts', 'tracking.cts', 'server.ts', 'server.cts', 'webhooks.ts'],
  });
  typecheckConsumer('tracking-bundler', {
    oldest: 'typescript-5.4',
    compiler: bundler,
    files: ['tracking.ts', 'server.ts', 'webhooks.ts'],
  });
  // Peers of the operator client.
  for (const peer of PEERS) {
    mkdirSync(dirname(join(work, 'node_modules', peer)), { recursive: true });
    symlinkSync(join(packageRoot, 'node_modules', peer), join(work, 'node_modules', peer));
  }
  typecheckConsumer('admin-node', {
    oldest: 'typescript-5.7',
    compiler: { ...nodenext, skipLibCheck: true },
    files: ['admin.ts', 'react.ts'],
  });
  typecheckConsumer('admin-bundler', {
    oldest: 'typescript-5.7',
    compiler: { ...bundler, skipLibCheck: true },
    files: ['admin.ts', 'react.ts'],
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}
