import { Readable } from 'node:stream';
import { admin } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance } from 'fastify';
import { personOf } from '../../../transport/callers.ts';
import type { CreateContext } from '../../../transport/context.ts';
import { guard } from '../../../transport/guard.ts';
import { inputOf } from '../../../transport/promise.ts';
import type { ExportService } from '../export-service.ts';

/** Serves the file of an export to its owner. */
export function registerExportFile(
  app: FastifyInstance,
  exports: ExportService,
  createContext: CreateContext,
): void {
  app.get<{ Params: { id: string } }>('/api/exports/:id/file', async (request, reply) => {
    const context = createContext(request);
    await guard(admin.exports.getExport, context);
    const { id } = admin.exports.getExport.input.parse(inputOf(admin.exports.getExport, request.params));
    const file = await exports.openFile(id, await personOf(context));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('content-length', file.bytes)
      .header('cache-control', 'no-store')
      .send(Readable.from(file.content));
  });
}
