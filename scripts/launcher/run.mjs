import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root, toolEnv } from './paths.mjs';

/** Ends the launcher with one clear line. */
export class LauncherError extends Error {}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, isCaptured?: boolean }} [options] captured: output is returned instead of shown
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function run(command, args, { env = toolEnv(), isCaptured = false } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: isCaptured ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    // npm's and pnpm's programs are .cmd files there.
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  try {
    const [code] = await once(child, 'close');
    return { code: code ?? 1, output };
  } catch (error) {
    return { code: 1, output: `${command}: ${error instanceof Error ? error.message : error}` };
  }
}
