import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { EgressError, type EgressPolicy, pinnedLookup } from './egress.ts';
import type { DeliveryOutcome, Notifier } from './notification.ts';
import { maskWebhookUrl, webhookSecrets } from './redaction.ts';
import { beforeAbort, trackSends } from './sending.ts';
import { slackPayload } from './slack-message.ts';
import { type SlackAnswer, slackOutcome } from './slack-outcome.ts';
import { DEFAULT_BRAND_NAME } from './text.ts';

const MAX_BODY_BYTES = 64 * 1_024;

export interface SlackNotifierOptions {
  webhookUrl: string;
  brandName?: string;
  egress: EgressPolicy;
  /** Bounds one send as a whole: lookup, connection, answer. */
  timeoutMs?: number;
}

/** A Slack incoming webhook. A bad URL does not throw here; every `send` then answers `terminal`. */
export function createSlackNotifier(options: SlackNotifierOptions): Notifier {
  const { webhookUrl, brandName = DEFAULT_BRAND_NAME, egress, timeoutMs = 10_000 } = options;
  return {
    channel: 'webhook',
    target: maskWebhookUrl(webhookUrl),
    ...trackSends(async (notification) => {
      const body = JSON.stringify(slackPayload(notification, brandName));
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const { url, ...destination } = await beforeAbort(egress.checkUrl(webhookUrl), deadline);
        const answer = await post({ url, ...destination, body, deadline });
        return slackOutcome(answer, webhookSecrets(url), new Date());
      } catch (error) {
        return failure(error, deadline);
      }
    }),
  };
}

interface PostRequest extends Awaited<ReturnType<EgressPolicy['checkUrl']>> {
  body: string;
  deadline: AbortSignal;
}

/** One POST on a connection of its own. Node's client follows no redirect and reads no proxy setting. */
function post({ url, host, addresses, body, deadline }: PostRequest): Promise<SlackAnswer> {
  const isHttps = url.protocol === 'https:';
  const options: https.RequestOptions = {
    method: 'POST',
    host,
    ...(url.port !== '' && { port: url.port }),
    path: `${url.pathname}${url.search}`,
    ...(isHttps && isIP(host) === 0 && { servername: host }),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'dream-team-hub',
    },
    agent: false,
    lookup: pinnedLookup(addresses),
    signal: deadline,
  };
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const request = (isHttps ? https : http).request(options, async (response) => {
      isAnswered = true;
      const status = response.statusCode ?? 0;
      const retryAfter = response.headers['retry-after'];
      // The status line settles the outcome; a success has nothing in its body that we need.
      const isSuccess = status >= 200 && status < 300;
      resolve({ status, retryAfter, body: isSuccess ? '' : await readBeginning(response) });
      request.destroy();
    });
    request.on('error', (error) => {
      // Once there is a status, a deadline or a cut in the middle of the body does not change it.
      if (!isAnswered) reject(error);
    });
    request.end(body);
  });
}

/** Up to 64 KB of the body: what came until its end, the deadline or a broken connection. Never rejects. */
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
    // A cut connection is an error first; what had come by then still says more than nothing.
    response.on('error', finish);
    response.on('close', finish);
  });
}

function failure(error: unknown, deadline: AbortSignal): DeliveryOutcome {
  if (error instanceof EgressError) {
    return { outcome: error.code === 'not_allowed' ? 'terminal' : 'retry', reason: error.message };
  }
  if (deadline.aborted) return { outcome: 'retry', reason: 'no answer in time' };
  // The code alone: messages of network errors quote hosts and addresses.
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return { outcome: 'retry', reason: `connection failed (${code})` };
}
