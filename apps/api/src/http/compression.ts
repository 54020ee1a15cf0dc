import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What fits into one packet gains nothing. */
const LEAST_BYTES = 1024;

/** 4 of 11: twice as fast as gzip's default, and smaller. Answers are made once for each request. */
const BROTLI_QUALITY = 4;
/** A window of 512 KiB, where the default of 4 MiB would be allocated for each answer. */
const BROTLI_WINDOW_BITS = 19;
const GZIP_LEVEL = 4;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const encoders = {
  br: (bytes: Buffer) =>
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes: Buffer) => gzipped(bytes, { level: GZIP_LEVEL }),
} as const;

/** How a caller wants an answer, by its `Accept-Encoding`. There are few such headers, and callers choose them. */
const negotiator = new Negotiator<keyof typeof encoders>({ supportedValues: ['br', 'gzip'] });

/**
 * Compresses the JSON that the routes of this scope answer to GET, off the thread that serves. Not what is written: a key
 * that is shown once would travel beside what the caller sent, and the length of the two together gives parts of it away
 * (BREACH, CVE-2013-3587). Not streams: events have to arrive one by one.
 */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isRead(request)) return payload;
    const text = await readText(reply, payload);
    if (text === undefined) return payload;
    const bytes = Buffer.from(text);
    if (!isWorthIt(reply, bytes)) return bytes;
    addVary(reply);
    const encoding = negotiator.negotiate(request.headers['accept-encoding'] ?? '');
    // Fastify answers HEAD with the length of the GET's plain answer, which it may differ from.
    if (request.method === 'HEAD' || encoding === null) return bytes;
    reply.header('content-encoding', encoding);
    // It was that of the plain answer.
    reply.removeHeader('content-length');
    return encoders[encoding](bytes);
  });
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Returns the answer where it is JSON and complete; tRPC's comes as a `Response`, whose head then becomes the reply's. */
async function readText(reply: FastifyReply, payload: unknown): Promise<string | Buffer | undefined> {
  if (payload instanceof Response) {
    if (!isJson(payload.headers.get('content-type'))) return undefined;
    reply.code(payload.status);
    for (const [name, value] of payload.headers) reply.header(name, value);
    return payload.text();
  }
  const isComplete = typeof payload === 'string' || Buffer.isBuffer(payload);
  return isComplete && isJson(reply.getHeader('content-type')) ? payload : undefined;
}

function isJson(contentType: unknown): boolean {
  return typeof contentType === 'string' && /^application\/(?:[\w.-]+\+)?json\b/.test(contentType);
}

function isWorthIt(reply: FastifyReply, bytes: Buffer): boolean {
  const isTransformed = reply.hasHeader('content-encoding') || reply.hasHeader('etag');
  return bytes.length >= LEAST_BYTES && !isTransformed;
}

function addVary(reply: FastifyReply): void {
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`);
}
