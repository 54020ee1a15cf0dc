import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { carriedNode, root, toolEnv } from './paths.mjs';

/** Ctrl-C reaches us from the terminal and again through npm: that is one wish to stop, not two. */
const SAME_SIGNAL_MS = 1_000;

/** A program has its own, shorter deadline for a graceful stop; this one is for a program that hangs. */
export const KILL_AFTER_MS = 13_000;

const PARENT_CHECK_MS = 500;

const endWithLauncher = new URL('./end-with-launcher.mjs', import.meta.url).href;

/**
 * @typedef {{ args: string[], cwd?: string, env?: NodeJS.ProcessEnv, killAfterMs?: number }} Program what the carried Node runs
 */

/**
 * Runs programs on the carried Node until the first of them ends, then stops the others. Each lives in its own process
 * group, so that it gets a stop signal once, from here, whether the terminal signals the whole group or somebody only us.
 * @param {Program[]} programs
 * @returns {Promise<number>} the exit code of the one that ended first
 */
export async function supervise(...programs) {
  const children = programs.map(startProgram);
  let stoppedAt = 0;

  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    const isFirst = stoppedAt === 0;
    if (Date.now() - stoppedAt < SAME_SIGNAL_MS) return;
    stoppedAt = Date.now();
    for (const [index, child] of children.entries()) {
      child.kill(signal);
      if (isFirst)
        setTimeout(() => child.kill('SIGKILL'), programs[index]?.killAfterMs ?? KILL_AFTER_MS).unref();
    }
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => stop(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM'));
  }

  // npm passes a signal to the shell between us and it, which dies of it and tells nobody.
  const { env, ppid: parent } = process;
  if (env.npm_lifecycle_event) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      stop('SIGTERM');
    }, PARENT_CHECK_MS);
    watch.unref();
  }

  const ends = children.map((child) => once(child, 'exit'));
  const [code, signal] = await Promise.race(ends);
  if (stoppedAt === 0) stop('SIGTERM');
  await Promise.all(ends);
  return code ?? 128 + (constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0);
}

/** @param {Program} program */
function startProgram({ args, cwd = root, env = {} }) {
  const node = ['--disable-warning=ExperimentalWarning', `--import=${endWithLauncher}`];
  return spawn(carriedNode(), [...node, ...args], {
    cwd,
    env: toolEnv(env),
    // The channel closes when this process is gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
}
