import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { serverFlags } from '../../../scripts/launcher/server-flags.mjs';
import { MAIN, MAIN_WITH_SHORT_TIMINGS } from './built-hub.ts';
import { type Checkout, mainOf } from './checkout.ts';

/** What a hub's process runs: the product itself, or the same with job timings that suit tests which kill workers. */
const ENTRIES = {
  real: MAIN,
  short: MAIN_WITH_SHORT_TIMINGS,
};

/** A few seconds on a machine that has nothing else to do. */
const READY_WITHIN_MILLISECONDS = 120_000;

export type Timings = keyof typeof ENTRIES;

export const SECRET_KEY = 'sk_end_to_end_0123456789abcdef';

/** A running hub, as `npm start` runs it: a process of its own. */
export interface Product extends LaunchedProduct {
  readonly origin: string;
}

/** A hub's process, ready or not. */
export interface LaunchedProduct {
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  hasExited(): boolean;
  /** Sends SIGTERM; returns the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL, as a crash. */
  kill(): Promise<void>;
}

interface ProductOptions {
  dataDir: string;
  env?: Record<string, string>;
  /** How fast it notices a dead worker; all hubs of a database need the same. Default `real`. */
  timings?: Timings;
  /** Another checkout whose hub it is, as that one's sources have it; unset: the built hub of this one. */
  checkout?: Checkout | undefined;
}

/** Starts a hub's process and does not wait for it. */
export function launchProduct(options: ProductOptions & { port: number }): LaunchedProduct {
  const { dataDir, env, port, timings = 'real', checkout } = options;
  const [flags, main] =
    checkout === undefined ? [serverFlags, ENTRIES[timings]] : [checkout.flags, mainOf(checkout)];
  const args = [...flags, '--disable-warning=ExperimentalWarning', main];
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOME: dataDir,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      HUB_SECRET_KEY: SECRET_KEY,
      ALLOW_PRIVATE_DESTINATIONS: '1',
      // Nobody balances here.
      SHUTDOWN_DELAY_SECONDS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    output: () => output,
    hasExited,
    async stop() {
      if (hasExited()) return child.exitCode;
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts a hub and waits until it is ready. Port 0 leaves the choice to the hub. */
export async function startProduct(options: ProductOptions & { port?: number }): Promise<Product> {
  const port = options.port ?? (await freePort());
  const launched = launchProduct({ ...options, port });
  return { ...launched, origin: await waitUntilReady(port, launched) };
}

/** Returns the hub's origin. */
async function waitUntilReady(port: number, { hasExited, output }: LaunchedProduct): Promise<string> {
  const deadline = Date.now() + READY_WITHIN_MILLISECONDS;
  while (Date.now() < deadline) {
    if (hasExited()) throw new Error(`the hub exited:\n${output()}`);
    const logged = /Server listening at (http:[^"]+)/.exec(output())?.[1];
    const origin = port === 0 ? (logged ?? 'http://not.yet') : `http://127.0.0.1:${port}`;
    if (await isReady(origin)) return origin;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the hub was not ready after ${READY_WITHIN_MILLISECONDS / 1000} s:\n${output()}`);
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** As long as a hub that is ready may take to offer its link: it does so last of all. */
const LINK_WITHIN_MILLISECONDS = 20_000;

/**
 * Returns the first operator's one-time link, which a start without a terminal leaves in a file. Waits for it; with
 * `withinMilliseconds` 0, it must be there.
 */
export async function readSetupLink(
  dataDir: string,
  { withinMilliseconds = LINK_WITHIN_MILLISECONDS } = {},
): Promise<string> {
  for (const deadline = Date.now() + withinMilliseconds; ; ) {
    try {
      return (await readFile(join(dataDir, 'setup-link'), 'utf8')).trim();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/**
 * Returns a port that nobody listens on now, and that no outgoing connection is given before the caller gets to it:
 * systems take those from 32768 up.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** How often a request is sent again, as clients do, while a hub on a slow machine says that it is too busy. */
const MOST_TRIES = 20;

/** Sends a request with the secret key, and again after `Retry-After` while the answer is 503. */
export async function request(
  product: Product,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(product.origin + path, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { status: response.status, body: await response.json() };
    if (answer.status !== 503 || tries === MOST_TRIES) return answer;
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
