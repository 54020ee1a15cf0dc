import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { openStream } from '../../platform/sealed-stream.ts';

const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('secret'),
    name: z.enum(['auth-secret', 'encryption-key', 'database-password']),
    text: z.string(),
  }),
  z.object({ kind: z.literal('spool'), name: z.string(), text: z.string() }),
]);

/** A line of what a backup has sealed. */
export type SealedItem = z.output<typeof schema>;

/** Opens what a backup has sealed, an item at a time. Throws `SealedStreamError` where it was altered. */
export async function* readSealedItems(
  sealed: AsyncIterable<Uint8Array>,
  key: Buffer,
): AsyncGenerator<SealedItem, void, undefined> {
  const plain = Readable.from(openStream(sealed, key), { objectMode: false });
  const lines = createInterface({ input: plain });
  // An error of the stream ends the lines as if they were all.
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  plain.once('error', reject);
  for await (const line of lines) yield schema.parse(JSON.parse(line));
  if (plain.errored) await failed;
}
