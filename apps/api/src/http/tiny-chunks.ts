import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** So many chunks may be as small as they like: some clients send a body in pieces. */
const FREE_CHUNKS = 64;
/** Beyond them, a body comes in pieces of at least this size on average; real ones have thousands of bytes. */
const LEAST_BYTES = 64;

/**
 * Ends connections that send a body in tiny chunks: each costs the process as much as a large one, so that 16 kB could
 * keep it busy for a tenth of a second. Nobody reads on behind an answer either.
 */
export function refuseTinyChunks(server: Server): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['transfer-encoding'] === undefined) return;
    boundChunks(request);
    response.once('finish', () => {
      if (!request.complete) request.socket.destroySoon();
    });
  });
}

function boundChunks(request: IncomingMessage): void {
  // Where Node hands over each chunk. A listener for data would take them from whoever reads the body later.
  const push = request.push.bind(request);
  let chunks = 0;
  let bytes = 0;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk !== null && !request.destroyed) {
      chunks++;
      bytes += chunk.length;
      if (chunks > FREE_CHUNKS && bytes < chunks * LEAST_BYTES) request.socket.destroy();
    }
    return request.socket.destroyed && chunk !== null ? false : push(chunk, encoding);
  };
}
