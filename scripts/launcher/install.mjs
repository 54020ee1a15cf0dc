import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, stamp } from './fingerprint.mjs';
import { root, toolEnv } from './paths.mjs';
import { LauncherError, run } from './run.mjs';

/** Installs what the lockfile says, unless that has been done. */
export async function ensureInstalled() {
  const done = stamp('.hub-install');
  const wanted = fingerprint(dependencyFiles(), `${process.platform}-${process.arch}`);
  const last = done.read();
  const isComplete = workspaces().every((folder) => existsSync(join(root, folder, 'node_modules')));
  if (last === wanted && isComplete) return;

  const isFirst = !existsSync(join(root, 'node_modules'));
  const why = isFirst ? 'first start' : last ? 'dependencies changed' : 'not installed by this launcher yet';
  console.log(`Installing dependencies (${why}); this takes about half a minute ...`);
  const begin = Date.now();
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { code, output } = await run(
    'npx',
    // npm would remark on every setting of the machine's .npmrc that it does not know.
    ['--yes', '--loglevel=error', packageManager, 'install', '--frozen-lockfile', '--prefer-offline'],
    // CI: ask nothing, replace a stale node_modules without a terminal.
    { env: toolEnv({ CI: 'true' }), isCaptured: true },
  );
  if (code !== 0) {
    console.error(output);
    throw new LauncherError(
      `Installing dependencies failed (${packageManager} install, exit ${code}): see above.`,
    );
  }
  done.write(wanted);
  console.log(`Installed in ${((Date.now() - begin) / 1000).toFixed(1)} s.`);
}

function dependencyFiles() {
  const manifests = workspaces().map((folder) => `${folder}/package.json`);
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests];
}

/** The folders that pnpm-workspace.yaml names. */
function workspaces() {
  return ['apps', 'packages', 'tools']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}
