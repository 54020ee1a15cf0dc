import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Requests } from './load/requests.ts';
import { keepApart } from './processors.ts';
import type { Server, Workbench } from './workbench.ts';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The pixels that get clicks, of those that `prepareHub` makes. */
export const LOADED_AFFILIATES = 200;

/** What a generator on Node is told, as JSON in its only argument. */
interface LoadArguments {
  url: string;
  key: string;
  connections: number;
  seconds: number;
}

/** What the generator at a constant rate is told. */
export interface RateArguments extends LoadArguments {
  affiliates: number;
  perSecond: number;
  /** Sent before what is measured, by the same process. */
  warmUpSeconds: number;
}

/** What the generator without a constant rate is told. */
export interface RequestArguments extends LoadArguments {
  requests: Requests;
  /** So many instead of so long. */
  amount?: number | undefined;
}

/** What every generator prints on its last line. */
export interface LoadResult {
  /** Answers with a 2xx status. */
  acknowledged: number;
  /** Other answers, and connections that broke or timed out. */
  failed: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}

export type Generator = 'wrk' | 'autocannon';

/** Returns wrk where it is installed: it leaves most of the machine to what is measured. */
export async function findGenerator(bench: Workbench): Promise<Generator> {
  return bench.run('sh', ['-c', 'command -v wrk']).then(
    () => 'wrk' as const,
    () => 'autocannon' as const,
  );
}

/** Sends clicks over keep-alive connections, each the next one when the last one is answered. */
export async function sendClicks(
  bench: Workbench,
  server: Server,
  options: { generator: Generator; key: string; connections: number; seconds: number },
): Promise<LoadResult> {
  const { generator, key, connections, seconds } = options;
  if (generator === 'autocannon') {
    const requests = { kind: 'click', affiliates: LOADED_AFFILIATES } as const;
    return sendRequests(bench, server, { requests, key, connections, seconds });
  }
  const seed = randomInt(2 ** 47);
  return lastLine(
    await bench.run('wrk', [
      ...['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'],
      ...[
        '-s',
        fileOf('load/clicks.lua'),
        clickUrl(server),
        '--',
        key,
        String(LOADED_AFFILIATES),
        String(seed),
      ],
    ]),
  );
}

/** Sends requests that only the generator on Node knows, each connection the next one when the last one is answered. */
export async function sendRequests(
  bench: Workbench,
  server: Server,
  options: Omit<RequestArguments, 'url'>,
): Promise<LoadResult> {
  const args: RequestArguments = { url: server.origin, ...options };
  return runNode(bench, 'load/autocannon.ts', args);
}

/** Sends clicks at a constant rate, over at most `connections` connections, from a processor of their own if there is one. */
export async function sendClicksAtRate(
  bench: Workbench,
  server: Server,
  options: Omit<RateArguments, 'url' | 'affiliates'>,
): Promise<LoadResult> {
  const args: RateArguments = { url: clickUrl(server), affiliates: LOADED_AFFILIATES, ...options };
  return runNode(bench, 'load/constant-rate.ts', args, await keepApart(bench, server));
}

/** `under`: a program with its arguments that starts Node. */
async function runNode(
  bench: Workbench,
  file: string,
  args: LoadArguments,
  under: string[] = [],
): Promise<LoadResult> {
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    fileOf(file),
    JSON.stringify(args),
  ];
  const [command = '', ...rest] = [...under, ...node];
  return lastLine(await bench.run(command, rest));
}

function clickUrl(server: Server): string {
  return `${server.origin}/api/affiliates/track/click`;
}

function lastLine(output: string): LoadResult {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as LoadResult;
}
