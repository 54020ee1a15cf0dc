// Checks the package as it is published: packed by pnpm and by npm, then read by publint and by TypeScript in every module
// mode, then installed into an empty project where a consumer's file must compile and a wrong one must not.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
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

import { ADMIN, REACT, RUN, SERVER, TRACKING, WEBHOOKS } from './consumers.mjs';

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(packageRoot, 'node_modules', '.bin', name);
const work = mkdtempSync(join(tmpdir(), 'hub-sdk-'));

function run(command, args, cwd = packageRoot) {
  try {
    // Each package manager says who it is, unless another one that started us has done so.
    const { npm_config_user_agent: _, ...ours } = process.env;
    const env = { ...ours, HUB_SDK_IS_BUILT: '1' };
    return execFileSync(command, args, { cwd, env, stdio: 'pipe', encoding: 'utf8' });
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

/** Every export leads to a file, and every link of the documents to one of the package. */
function checkContents(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const targets = [...JSON.stringify(exports).matchAll(/"(\.\/[^"]+\.\w+)"(?!:)/g)].map(
    ([, target]) => target,
  );
  const missing = targets.filter((target) => !existsSync(join(folder, target)));
  if (targets.length < 20 || missing.length > 0)
    fail(`of ${targets.length} exports, these lead nowhere: ${missing}`);
  for (const name of ['README.md', 'RECIPES.md', 'llms.txt', 'CHANGELOG.md', 'LICENSE']) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      if (!existsSync(join(folder, link))) fail(`the packed ${name} has a dead link: ${link}`);
    }
  }
}

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
  checkContents(installed);
  // Whoever packs with npm, as README.md does, gets the same.
  const byNpm = join(work, 'by-npm');
  mkdirSync(byNpm);
  run('npm', ['pack', '--pack-destination', byNpm]);
  run('tar', [
    '-xzf',
    join(byNpm, readdirSync(byNpm)[0] ?? 'missing.tgz'),
    '-C',
    byNpm,
    '--strip-components=1',
  ]);
  checkContents(byNpm);
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({ name: 'storefront', private: true, type: 'module' }),
  );
  writeFileSync(join(work, 'tracking.ts'), TRACKING);
  writeFileSync(join(work, 'tracking.cts'), TRACKING);
  writeFileSync(join(work, 'server.ts'), SERVER);
  writeFileSync(join(work, 'server.cts'), SERVER);
  writeFileSync(join(work, 'webhooks.ts'), WEBHOOKS);
  const imports = [
    ['{ createTracker }', '@dreamteamhub/sdk'],
    ['{ createServerTracker, signRequest }', '@dreamteamhub/sdk/server'],
    ['{ verifyWebhook, WebhookError }', '@dreamteamhub/sdk/webhooks'],
  ];
  const esm = imports.map(([names, entry]) => `import ${names} from '${entry}';`);
  const cjs = imports.map(([names, entry]) => `const ${names} = require('${entry}');`);
  writeFileSync(join(work, 'run.mjs'), esm.join('\n') + RUN);
  writeFileSync(join(work, 'run.cjs'), cjs.join('\n') + RUN);
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
