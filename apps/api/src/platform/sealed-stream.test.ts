import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openStream, SealedStreamError, sealStream } from './sealed-stream.ts';

const key = randomBytes(32);
const CHUNK = 64 * 1024;

async function* inParts(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const part of parts) found.push(part);
  return Buffer.concat(found);
}

const seal = (plain: Buffer, partSize = 10_000) => collect(sealStream(inParts(plain, partSize), key));
const open = (sealed: Buffer, withKey = key) => collect(openStream(inParts(sealed, 7_777), withKey));

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])('%i bytes come back', async (length) => {
  const plain = randomBytes(length);
  const sealed = await seal(plain);
  if (length > 100) expect(sealed.includes(plain.subarray(0, 32))).toBe(false);
  expect((await open(sealed)).equals(plain)).toBe(true);
});

test('what was altered, cut, exchanged or lengthened does not open, nor does it with another key', async () => {
  const sealed = await seal(randomBytes(3 * CHUNK));
  const whole = CHUNK + 16;
  const [first, second, third] = [0, 1, 2].map((n) => sealed.subarray(n * whole, (n + 1) * whole)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const altered = Buffer.from(sealed);
  altered[CHUNK * 2] = (altered[CHUNK * 2] ?? 0) ^ 1;
  for (const wrong of [
    altered,
    sealed.subarray(0, -1),
    Buffer.concat([first, second]),
    Buffer.alloc(0),
    Buffer.concat([second, first, third]),
    Buffer.concat([sealed, third]),
  ]) {
    await expect(open(wrong)).rejects.toThrow(SealedStreamError);
  }
  await expect(open(sealed, randomBytes(32))).rejects.toThrow(SealedStreamError);
});
