import type { IncomingMessage } from 'node:http';
import type { EgressPolicy } from './egress.ts';
import { openRequest, readFailure } from './http-request.ts';
import { beforeAbort } from './sending.ts';

/** A call of an outside service whose answer is read. */
export interface ApiCall {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Empty for GET. */
  body: string;
  /** Bounds the whole call. */
  deadline: AbortSignal;
  /** A longer answer is none. */
  mostBytes: number;
}

export interface ApiAnswer {
  status: number;
  body: string;
}

/** There is no whole answer. The message names no host, and nothing that was sent. */
export class ApiCallError extends Error {
  override readonly name = 'ApiCallError';
  /** Whether the request may have arrived; false: it certainly did not. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean) {
    super(message);
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Calls an outside service on a connection of its own. Rejects with {@link ApiCallError} unless the answer came whole. */
export async function callApi(egress: EgressPolicy, call: ApiCall): Promise<ApiAnswer> {
  const { deadline } = call;
  let isConnected = false;
  try {
    const destination = await beforeAbort(egress.checkUrl(call.url), deadline);
    return await new Promise<ApiAnswer>((resolve, reject) => {
      const outgoing = openRequest({ ...destination, ...call, url: destination.url }, (response) => {
        readWhole(response, call.mostBytes).then(
          (body) => resolve({ status: response.statusCode ?? 0, body }),
          (error) => reject(error),
        );
      });
      // Before that, nothing of the request has left.
      const connected = destination.url.protocol === 'https:' ? 'secureConnect' : 'connect';
      outgoing.on('socket', (socket) => {
        socket.once(connected, () => {
          isConnected = true;
        });
      });
      outgoing.on('error', reject);
      outgoing.end(call.body);
    });
  } catch (error) {
    throw error instanceof ApiCallError
      ? error
      : new ApiCallError(readFailure(error, deadline).reason, isConnected);
  }
}

/** Returns the body. Rejects when the connection ends before it does. */
function readWhole(response: IncomingMessage, mostBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= mostBytes) return;
      reject(new ApiCallError('the answer is too long', true));
      response.destroy();
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
    response.on('close', () =>
      reject(new ApiCallError('the connection ended in the middle of the answer', true)),
    );
  });
}
