import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createMessageLog } from './message-log.ts';
import { testCertificate } from './test-certificate.ts';

/** What the sink does with one request. Every request is recorded, however it is answered. */
export type SlackAnswerScript =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  /** Never answers. */
  | { hang: true }
  /** Cuts the connection without an answer. */
  | { drop: true }
  /** Sends the status line, then a body without end, a byte every few milliseconds. */
  | { drip: true; status: number }
  /** Sends the status line, then a body without end, as fast as it is read. */
  | { flood: true; status: number };

export interface SlackMessage {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The parsed JSON body; `text` and `blocks` as Slack would read them. */
  body: { text: string; blocks?: readonly unknown[] };
}

export interface SlackSink {
  /** A webhook URL of Slack's shape that leads to this sink. */
  readonly url: string;
  /** The sink's origin, for other paths. */
  readonly origin: string;
  readonly messages: readonly SlackMessage[];
  /** TCP connections so far, also those that sent nothing. */
  readonly connectionCount: number;
  /** Answers the next requests with these, in order; afterwards every request gets the default again. */
  answerNext(...scripts: SlackAnswerScript[]): void;
  /** Changes the default, which is `200 ok`. */
  answerAlways(script: SlackAnswerScript): void;
  waitForMessages(count: number, timeoutMs?: number): Promise<readonly SlackMessage[]>;
  close(): Promise<void>;
}

const WEBHOOK_PATH = '/services/T0SINK000/B0SINK000/sinkSecretToken000000XyZ1';

/** A Slack webhook endpoint on a free local port. With `tls` it speaks https with `testCertificate`. */
export async function startSlackSink(options: { tls?: boolean } = {}): Promise<SlackSink> {
  const log = createMessageLog<SlackMessage>();
  const queue: SlackAnswerScript[] = [];
  let fallback: SlackAnswerScript = { status: 200, body: 'ok' };
  let connectionCount = 0;

  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined);
    const script = queue.shift() ?? fallback;
    const body = await text(request);
    log.add({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: parseBody(body),
    });
    answer(script, request, response);
  };
  const server = options.tls ? https.createServer(testCertificate, onRequest) : http.createServer(onRequest);
  server.on('connection', () => {
    connectionCount += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = options.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;

  return {
    url: `${origin}${WEBHOOK_PATH}`,
    origin,
    messages: log.messages,
    get connectionCount() {
      return connectionCount;
    },
    answerNext: (...scripts) => void queue.push(...scripts),
    answerAlways: (script) => {
      fallback = script;
    },
    waitForMessages: log.waitForMessages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parseBody(body: string): SlackMessage['body'] {
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}

function answer(script: SlackAnswerScript, request: IncomingMessage, response: ServerResponse): void {
  if ('hang' in script) return;
  if ('drop' in script) {
    request.socket.destroy();
    return;
  }
  if ('drip' in script) {
    response.writeHead(script.status);
    const timer = setInterval(() => response.write('.'), 5);
    response.on('close', () => clearInterval(timer));
    return;
  }
  if ('flood' in script) {
    response.writeHead(script.status);
    Readable.from(endless()).pipe(response);
    return;
  }
  response.writeHead(script.status, script.headers);
  response.end(script.body ?? '');
}

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(16 * 1_024, 'x');
  while (true) yield chunk;
}
