import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, sourceFiles, stamp } from './fingerprint.mjs';
import { root, tool } from './paths.mjs';
import { LauncherError, run } from './run.mjs';

/**
 * What has a build, the file without which there is nothing to build yet, the one that proves it was built, and what it
 * takes in besides its own folder.
 * @type {{ name: string, folder: string, config: string, output: string, reads?: string[] }[]}
 */
const BUILT = [
  { name: '@dreamteamhub/sdk', folder: 'packages/sdk', config: 'tsup.config.ts', output: 'dist/index.js' },
  { name: '@dreamteamhub/web', folder: 'apps/web', config: 'index.html', output: 'dist/index.html' },
  {
    name: '@dreamteamhub/api',
    folder: 'apps/api',
    config: 'tsup.config.ts',
    output: 'dist/main.js',
    reads: ['packages/db', 'packages/notifiers'],
  },
];

/** Builds the SDK, the web app and the host, unless their sources are those of the last build. Turbo alone takes a second to say so. */
export async function ensureBuilt() {
  const built = BUILT.filter(({ folder, config }) => existsSync(join(root, folder, config)));
  if (built.length === 0) return;
  const done = stamp('.hub-build');
  const sources = built.flatMap(({ folder, reads = [] }) => [folder, ...reads].flatMap(sourceFiles));
  const wanted = fingerprint([...sources, 'pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json']);
  const isComplete = built.every(({ folder, output }) => existsSync(join(root, folder, output)));
  if (isComplete && done.read() === wanted) return;

  console.log('Building the hub, its web app and the SDK ...');
  const begin = Date.now();
  const filters = built.map(({ name }) => `--filter=${name}`);
  const { code, output } = await run(tool('turbo'), ['run', 'build', ...filters], { isCaptured: true });
  if (code !== 0) {
    console.error(output);
    throw new LauncherError('The build failed: see above.');
  }
  done.write(wanted);
  console.log(`Built in ${((Date.now() - begin) / 1000).toFixed(1)} s.`);
}
