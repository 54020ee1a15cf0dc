import { admin, type Entry } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance } from 'fastify';
import { personOf } from '../../../transport/callers.ts';
import type { CreateContext } from '../../../transport/context.ts';
import { guard } from '../../../transport/guard.ts';
import { inputOf } from '../../../transport/promise.ts';
import { coerceText } from '../../../transport/rest.ts';
import type { BatchFileService } from '../batch-file-service.ts';

/** Where people may get it who may hand it to the bank; no key may. */
const { scope: _, ...batch } = admin.payouts.getBatch;
const entry: Entry = { ...batch, access: 'operator' };

/** Serves the file of a batch, for the bank. */
export function registerBatchFile(
  app: FastifyInstance,
  files: BatchFileService,
  createContext: CreateContext,
): void {
  app.get<{ Params: { id: string } }>('/api/payouts/batches/:id/file', async (request, reply) => {
    const context = createContext(request);
    await guard(entry, context);
    const { id } = admin.payouts.getBatch.input.parse(inputOf(entry, coerceText(entry, request.params)));
    const file = await files.download(id, await personOf(context));
    return reply
      .type(file.mediaType)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(file.content));
  });
}
