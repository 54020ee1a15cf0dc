import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { check } from './check.mjs';
import { ensureInstalled } from './install.mjs';
import { root, tool } from './paths.mjs';
import { run } from './run.mjs';
import { serverFlags } from './server-flags.mjs';
import { KILL_AFTER_MS, supervise } from './supervise.mjs';

/** Node's own reader of `.env`; what the environment already says wins over the file. */
const envFile = () => (existsSync(join(root, '.env')) ? ['--env-file=.env'] : []);

/** How long the hub serves on after SIGTERM; the default is that of `env.ts`. */
function shutdownDelayMs() {
  const file = join(root, '.env');
  const inFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const { SHUTDOWN_DELAY_SECONDS: seconds } = { ...inFile, ...process.env };
  return (Number(seconds) || 0) * 1_000;
}

const MAIN = 'apps/api/dist/main.js';
const CLI = 'apps/api/dist/cli.js';
const MAIN_SOURCE = 'apps/api/src/main.ts';

/** Browsers, and processes that are killed, take longest. CONTRIBUTING says when they are run. */
const NOT_EVERY_DAY = ['--project=!e2e', '--project=!drills'];

/**
 * What `node scripts/hub.mjs <name>` can do; each returns the exit code.
 * @type {Record<string, (args: string[]) => Promise<number>>}
 */
export const commands = {
  async start(args) {
    await ensureInstalled();
    await ensureBuilt();
    return supervise({
      args: [...serverFlags, ...envFile(), MAIN, ...args],
      env: { NODE_ENV: process.env.NODE_ENV || 'production' },
      killAfterMs: shutdownDelayMs() + KILL_AFTER_MS,
    });
  },

  async build() {
    await ensureInstalled();
    await ensureBuilt();
    return 0;
  },

  async dev(args) {
    await ensureInstalled();
    const web = join(root, 'apps', 'web');
    return supervise(
      // The watcher ignores a stop while what it watches has crashed.
      {
        args: [...envFile(), '--watch', '--watch-preserve-output', MAIN_SOURCE, ...args],
        // No balancer stands before it, and every change of a file stops it.
        env: { SHUTDOWN_DELAY_SECONDS: '0' },
        killAfterMs: 4_000,
      },
      { args: [join(web, 'node_modules', 'vite', 'bin', 'vite.js')], cwd: web },
    );
  },

  async test(args) {
    await ensureInstalled();
    await ensureBuilt();
    return (await run(tool('vitest'), ['run', ...args])).code;
  },

  async 'test:quick'(args) {
    await ensureInstalled();
    await ensureBuilt();
    return (await run(tool('vitest'), ['run', ...NOT_EVERY_DAY, ...args])).code;
  },

  async check() {
    await ensureInstalled();
    return check();
  },

  async bench(args) {
    await ensureInstalled();
    await ensureBuilt();
    return supervise({ args: [...envFile(), 'tools/bench/src/index.ts', ...args] });
  },

  async drill(args) {
    await ensureInstalled();
    await ensureBuilt();
    return supervise({ args: ['tools/drills/src/index.ts', ...args] });
  },

  async consumers(args) {
    await ensureInstalled();
    return supervise({ args: ['tools/consumers/src/consumers.ts', ...args] });
  },

  async cli(args) {
    await ensureInstalled();
    await ensureBuilt();
    return supervise({ args: [...envFile(), CLI, ...args] });
  },

  async 'db:push'() {
    await ensureInstalled();
    await ensureBuilt();
    return supervise({ args: [...envFile(), CLI, 'migrate'] });
  },

  async format() {
    await ensureInstalled();
    return (await run(tool('biome'), ['check', '--write', '.'])).code;
  },
};
