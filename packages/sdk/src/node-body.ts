import { WebhookError, type WebhookHeaders } from './verify-webhook.ts';

/** A request of Express, Connect, Fastify or `node:http`. */
export interface WebhookRequest {
  headers: WebhookHeaders;
  /** What a body parser left. */
  body?: unknown;
  /** Where function platforms and plugins keep the bytes. */
  rawBody?: unknown;
  /** Whether somebody has read the stream. */
  readableDidRead?: boolean | undefined;
  [Symbol.asyncIterator]?(): AsyncIterator<unknown>;
}

/** The hub's messages have at most 100 products. */
const LONGEST_BYTES = 1_048_576;

/**
 * The body of a request as it came. Where a parser has taken it and kept no copy, it is written again: the hub writes its messages as
 * `JSON.stringify` does, so the text is the same, and a signature says whether it is. Rejects with a
 * `WebhookError` for what is too long.
 */
export async function readNodeBody(request: WebhookRequest): Promise<string | Uint8Array> {
  for (const given of [request.rawBody, request.body]) {
    if (typeof given === 'string' || given instanceof Uint8Array) return given;
  }
  // A parser that passes a request on because of its type leaves an empty object, and the stream.
  const isParsed = request.readableDidRead ?? !request[Symbol.asyncIterator];
  if (isParsed) return request.body === undefined ? '' : JSON.stringify(request.body);
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array | string>) {
    length += chunk.length;
    // Read to its end all the same: to leave a stream is to cut the connection, and the answer with it.
    if (length <= LONGEST_BYTES) {
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
  }
  if (length > LONGEST_BYTES) throw new WebhookError('the body is too long');
  return text + decoder.decode();
}
