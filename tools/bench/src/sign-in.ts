import { join } from 'node:path';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { OWNER, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { decimal } from './markdown.ts';
import type { Workbench } from './workbench.ts';

const DATABASE = 'sign_in';
const AT_ONCE = 10;
const ROUNDS = 10;
/** What the slowest of those who sign in at once may wait, in milliseconds. */
const MOST_MILLISECONDS = 500;

/** Measures how long people wait who sign in at once, each from an address of their own. */
export async function benchSignIn(bench: Workbench): Promise<void> {
  await prepareHub(bench, DATABASE, 1);
  const server = await startHub(bench, DATABASE, { env: { TRUST_PROXY: 'loopback' } });
  await openSession(server.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
  const slowest: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const times = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, person) => signIn(server.origin, `10.${round + 2}.${person}.7`)),
    );
    // The first round pays for connections and for code that is not compiled yet.
    if (round >= 0) slowest.push(Math.max(...times));
  }
  await server.stop();
  slowest.sort((a, b) => a - b);
  const median = slowest[ROUNDS / 2] ?? Number.NaN;
  console.log(
    `\n${AT_ONCE} sign in at once: the slowest waits ${decimal(median)} ms ` +
      `(median of ${ROUNDS} rounds; ${slowest.map((time) => time.toFixed(0)).join(', ')})`,
  );
  if (median > MOST_MILLISECONDS) process.exitCode = 1;
}

/** Returns the milliseconds until the answer. */
async function signIn(origin: string, address: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'x-forwarded-for': address },
    body: JSON.stringify({ email: OWNER.email, password: OWNER.password }),
  });
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  await response.text();
  return performance.now() - startedAt;
}
