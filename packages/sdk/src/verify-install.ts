import { TIMEOUT_MILLISECONDS, TRACK_PATH } from './events.ts';
import { endpointProblem, secretKeyProblem } from './option-problems.ts';
import { type ServerTrackerOptions, signRequest } from './server.ts';
import { readRefusal } from './tracker-error.ts';

/** One thing that was looked at. */
export interface InstallCheck {
  /**
   * - `options`: the endpoint and the secret key look like ones;
   * - `hub`: a hub answers there;
   * - `clock`: this machine's clock is near enough to the hub's for signatures;
   * - `key`: the hub knows the key, takes its signature, and it may write events.
   */
  name: 'options' | 'hub' | 'clock' | 'key';
  ok: boolean;
  /** What was found; of a failed check, what to do. */
  message: string;
}

export interface InstallReport {
  ok: boolean;
  /** In order, up to the first that failed. */
  checks: InstallCheck[];
}

/** Signatures hold for five minutes. */
const LARGEST_CLOCK_DIFFERENCE_SECONDS = 300;

/**
 * Tries whether a server is set up to report orders, with the options of its `createServerTracker`: records nothing and never rejects. Run it on
 * the machine that reports, before a deploy goes live.
 *
 * @example
 * const report = await verifyInstall({ endpoint, secretKey });
 * if (!report.ok) throw new Error(report.checks.at(-1)?.message);
 */
export async function verifyInstall(
  options: Pick<ServerTrackerOptions, 'endpoint' | 'secretKey' | 'fetch'>,
): Promise<InstallReport> {
  const checks: InstallCheck[] = [];
  for (const [name, look] of looks(options)) {
    const check = await look().then(
      (message) => ({ name, ok: true, message }),
      (error: unknown) => ({ name, ok: false, message: error instanceof Error ? error.message : `${error}` }),
    );
    checks.push(check);
    if (!check.ok) return { ok: false, checks };
  }
  return { ok: true, checks };
}

type Look = [name: InstallCheck['name'], look: () => Promise<string>];

/** Each resolves with what was found, and rejects with what is wrong. */
function looks({
  endpoint,
  secretKey,
  fetch: send = globalThis.fetch,
}: Parameters<typeof verifyInstall>[0]): Look[] {
  const origin = `${endpoint}`.replace(/\/+$/, '');
  const ask = (path: string, init?: RequestInit) =>
    send(origin + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  let hubDate: string | null = null;
  return [
    [
      'options',
      async () => {
        const problem = endpointProblem(endpoint) ?? secretKeyProblem(secretKey);
        if (problem) throw new TypeError(problem);
        return 'endpoint and secretKey are set';
      },
    ],
    [
      'hub',
      async () => {
        const response = await ask('/livez').catch((cause: unknown) => {
          throw new Error(`endpoint: nothing answers at ${origin} (${reasonOf(cause)})`);
        });
        hubDate = response.headers.get('date');
        const answer = (await response.json().catch(() => null)) as { status?: string } | null;
        if (answer?.status !== 'ok') throw new Error(`endpoint: what answers at ${origin} is no hub`);
        return `a hub answers at ${origin}`;
      },
    ],
    [
      'clock',
      async () => {
        const seconds = hubDate === null ? 0 : Math.round((Date.now() - Date.parse(hubDate)) / 1000);
        if (Math.abs(seconds) < LARGEST_CLOCK_DIFFERENCE_SECONDS) return `the clocks differ by ${seconds} s`;
        throw new Error(`this machine's clock is ${seconds} s ahead of the hub's: signatures hold for 300 s`);
      },
    ],
    [
      'key',
      async () => {
        // An empty batch: what may write events may write none.
        const body = '{"events":[]}';
        const headers = { 'content-type': 'application/json', ...(await signRequest({ secretKey, body })) };
        const response = await ask(`${TRACK_PATH}clicks`, { method: 'POST', headers, body });
        if (!response.ok) throw new Error(`secretKey: ${(await readRefusal(response)).message}`);
        return 'the hub knows the key, and it may write events';
      },
    ],
  ];
}

/** What fetch says is "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
