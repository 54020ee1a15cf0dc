import { join } from 'node:path';
import { ADMIN, REACT, SERVER, TRACKING, WEBHOOKS } from '../../../../packages/sdk/scripts/consumers.mjs';
import { attempt, install, type Place, run, write } from './workshop.ts';

const VERSIONS = { 5.4: '5.4.5', 5.7: '5.7.2', 5.9: '5.9.3', 6: '6.0.3', 7: '7.0.2' };
const MODES = {
  node16: { module: 'Node16', moduleResolution: 'Node16' },
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
};
const PEERS = {
  '@tanstack/react-query': '5.108.0',
  '@trpc/client': '11.19.0',
  '@trpc/react-query': '11.19.0',
  '@trpc/server': '11.19.0',
  '@types/react': '19.3.0',
  react: '19.3.1',
  zod: '4.6.7',
};
const OLDEST_PEERS = {
  '@tanstack/react-query': '5.80.3',
  '@trpc/client': '11.4.0',
  '@trpc/react-query': '11.4.0',
  '@trpc/server': '11.4.0',
  '@types/react': '18.3.12',
  react: '18.2.0',
  'react-dom': '18.2.0',
  zod: '4.1.0',
};

const SOURCES = {
  'tracking.ts': TRACKING,
  'tracking.cts': TRACKING,
  'server.ts': SERVER,
  'server.cts': SERVER,
  'webhooks.ts': WEBHOOKS,
  'admin.ts': ADMIN,
  'react.ts': REACT,
};

/** Writes a configuration for each mode, for storefronts (which check library types as well) and for operators. */
function layOut(folder: string): void {
  write(folder, SOURCES);
  for (const [mode, options] of Object.entries(MODES)) {
    const compilerOptions = {
      ...options,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
    };
    const isBundler = mode === 'bundler';
    const storefront = Object.keys(SOURCES).filter(
      (name) => !/admin|react/.test(name) && !(isBundler && name.endsWith('.cts')),
    );
    write(folder, {
      [`storefront.${mode}.json`]: { compilerOptions, files: storefront },
      [`operators.${mode}.json`]: {
        compilerOptions: { ...compilerOptions, skipLibCheck: true },
        files: ['admin.ts', 'react.ts'],
      },
    });
  }
}

const compile = (folder: string, version: string, config: string) =>
  run(process.execPath, [join('node_modules', `typescript-${version}`, 'bin', 'tsc'), '-p', config], folder);

/** Operators need 5.7.2 or newer. */
const isForOperators = (version: string) => Number(version) >= 5.7;

export const inTypescript: Place = async ({ folder, tarball, tell }) => {
  const compilers = Object.entries(VERSIONS).map(([name, version]) => [
    `typescript-${name}`,
    `npm:typescript@${version}`,
  ]);
  install(folder, tarball, { ...PEERS, ...Object.fromEntries(compilers) });
  layOut(folder);
  for (const version of Object.keys(VERSIONS)) {
    for (const mode of Object.keys(MODES)) {
      attempt(tell, `${version}, ${mode}, storefronts`, () =>
        compile(folder, version, `storefront.${mode}.json`),
      );
      if (isForOperators(version)) {
        attempt(tell, `${version}, ${mode}, operators`, () =>
          compile(folder, version, `operators.${mode}.json`),
        );
      }
    }
  }
};

/** The lower ends of the ranges that the package names. */
export const withOldestPeers: Place = async ({ folder, tarball, tell }) => {
  install(folder, tarball, { ...OLDEST_PEERS, 'typescript-6': 'npm:typescript@6.0.3' });
  layOut(folder);
  attempt(tell, 'types', () => compile(folder, '6', 'operators.nodenext.json'));
  write(folder, {
    'run.js': `
import { createAdminClient } from '@dreamteamhub/sdk/admin';
import { admin } from '@dreamteamhub/sdk/contract';
const fetch = async () => Response.json([{ result: { data: { needsFirstOperator: true, isDemo: false } } }]);
const hub = createAdminClient({ endpoint: 'https://hub.example', secretKey: 'sk_1', fetch });
const state = await hub.ops.getSetupState.query();
if (state.needsFirstOperator !== true) throw new Error('no answer');
if (!admin.affiliates.createAffiliate.input.safeParse({ handle: 'h', name: 'n' }).success) throw new Error('no schema');
`,
  });
  attempt(tell, 'calls', () => run(process.execPath, ['run.js'], folder));
};
