import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { ExportService } from './export-service.ts';

export const exportsRouter = (services: { exports: ExportService }): Handlers<(typeof admin)['exports']> => ({
  createExport: async ({ input, ctx }) => services.exports.create(input, await personOf(ctx)),
  listExports: async ({ ctx }) => services.exports.list(await personOf(ctx)),
  getExport: async ({ input, ctx }) => services.exports.get(input.id, await personOf(ctx)),
  cancelExport: async ({ input, ctx }) => services.exports.cancel(input.id, await personOf(ctx)),
});
