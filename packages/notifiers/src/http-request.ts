import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { EgressError, type EgressPolicy, pinnedLookup } from './egress.ts';
import type { DeliveryOutcome } from './notification.ts';

const MAX_BODY_BYTES = 64 * 1_024;

type Destination = Awaited<ReturnType<EgressPolicy['checkUrl']>>;

type HttpRequest = Destination & {
  /** Bounds the whole request. */
  deadline: AbortSignal;
} & (
    | { method: 'GET' }
    | {
        method: 'POST';
        /** JSON. */
        body: string;
        headers?: Readonly<Record<string, string>>;
      }
  );

export interface HttpAnswer {
  status: number;
  retryAfter: string | undefined;
  /** The beginning of the body; empty for a success. */
  body: string;
}

/** Sends one request on its own connection. Node's client follows no redirects and reads no proxy settings. */
export function sendRequest(request: HttpRequest): Promise<HttpAnswer> {
  const body = request.method === 'POST' ? request.body : '';
  const headers =
    request.method === 'POST'
      ? { 'content-type': 'application/json; charset=utf-8', ...request.headers }
      : {};
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const outgoing = openRequest({ ...request, body, headers }, async (response) => {
      isAnswered = true;
      const status = response.statusCode ?? 0;
      const retryAfter = response.headers['retry-after'];
      // The status line settles the outcome; we need nothing from the body of a success.
      const isSuccess = status >= 200 && status < 300;
      resolve({ status, retryAfter, body: isSuccess ? '' : await readBeginning(response) });
      outgoing.destroy();
    });
    outgoing.on('error', (error) => {
      // Once there is a status, a deadline or a broken connection during the body does not change it.
      if (!isAnswered) reject(error);
    });
    outgoing.end(body);
  });
}

/** Prepares a request to one of the checked addresses; the caller sends the body and listens for errors. */
export function openRequest(
  {
    url,
    host,
    addresses,
    deadline,
    method,
    body,
    headers,
  }: Destination & {
    deadline: AbortSignal;
    method: 'GET' | 'POST';
    body: string;
    headers: Readonly<Record<string, string>>;
  },
  onAnswer: (response: IncomingMessage) => void,
): ClientRequest {
  const isHttps = url.protocol === 'https:';
  const options: https.RequestOptions = {
    method,
    host,
    ...(url.port !== '' && { port: url.port }),
    path: `${url.pathname}${url.search}`,
    ...(isHttps && isIP(host) === 0 && { servername: host }),
    headers: {
      ...(method === 'POST' && { 'content-length': Buffer.byteLength(body) }),
      ...headers,
      'user-agent': 'dream-team-hub',
    },
    agent: false,
    lookup: pinnedLookup(addresses),
    signal: deadline,
  };
  return (isHttps ? https : http).request(options, onAnswer);
}

/** Returns up to 64 KB of the body: what arrives before its end, the deadline or a broken connection. Never rejects. */
function readBeginning(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY_BYTES) finish();
    });
    response.on('end', finish);
    // A broken connection emits 'error' first; a partial body is better than none.
    response.on('error', finish);
    response.on('close', finish);
  });
}

/** Returns the outcome of a request that got no answer. */
export function readFailure(
  error: unknown,
  deadline: AbortSignal,
): Exclude<DeliveryOutcome, { outcome: 'delivered' }> {
  if (error instanceof EgressError) {
    return { outcome: error.code === 'not_allowed' ? 'terminal' : 'retry', reason: error.message };
  }
  if (deadline.aborted) return { outcome: 'retry', reason: 'no answer in time' };
  // Only the code: messages of network errors quote hosts and addresses.
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return { outcome: 'retry', reason: `connection failed (${code})` };
}
