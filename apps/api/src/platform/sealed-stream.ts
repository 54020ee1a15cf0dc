import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;

/** A sealed stream that was altered, cut short, or sealed with another key. */
export class SealedStreamError extends Error {
  override readonly name = 'SealedStreamError';
}

/**
 * Encrypts a stream of any length, a chunk at a time. The nonce of a chunk is its number and whether it is the last, so that
 * chunks cannot be exchanged, nor the end cut off (the STREAM construction, https://eprint.iacr.org/2015/189). Each key may
 * seal one stream only.
 */
export async function* sealStream(
  plain: AsyncIterable<Uint8Array>,
  key: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  for await (const { chunk, isLast } of inChunks(plain, CHUNK_BYTES)) {
    const cipher = createCipheriv(ALGORITHM, key, nonceOf(number, isLast));
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

/** Decrypts what {@link sealStream} made. Throws {@link SealedStreamError}; chunks before that are genuine. */
export async function* openStream(
  sealed: AsyncIterable<Uint8Array>,
  key: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  for await (const { chunk, isLast } of inChunks(sealed, CHUNK_BYTES + TAG_BYTES)) {
    if (chunk.length < TAG_BYTES) throw new SealedStreamError('a sealed file was cut short');
    const decipher = createDecipheriv(ALGORITHM, key, nonceOf(number, isLast), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
    const plain = decipher.update(chunk.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw new SealedStreamError('a sealed file was altered or cut short, or the key is another', { cause });
    }
    yield plain;
    number += 1;
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Pieces of one length; the last may be shorter, and even empty. */
async function* inChunks(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<{ chunk: Buffer; isLast: boolean }, void, undefined> {
  let waiting = Buffer.alloc(0);
  for await (const part of source) {
    waiting = Buffer.concat([waiting, part]);
    // One piece stays, until it is known not to be the last.
    while (waiting.length > bytes) {
      yield { chunk: waiting.subarray(0, bytes), isLast: false };
      waiting = waiting.subarray(bytes);
    }
  }
  yield { chunk: waiting, isLast: true };
}
