import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName, callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { ImportService } from './import-service.ts';

export const importRouter = (services: { imports: ImportService }): Handlers<(typeof admin)['imports']> => ({
  readImportFile: ({ input, ctx }) => services.imports.read({ ...input, signal: ctx.signal }),
  createImport: async ({ input, ctx }) =>
    services.imports.create({ ...input, by: callerName(await ctx.credential()), signal: ctx.signal }),
  startImport: async ({ input, ctx }) => services.imports.start(input.id, await callerOf(ctx)),
  cancelImport: async ({ input, ctx }) => services.imports.cancel(input.id, await callerOf(ctx)),
  getImport: ({ input }) => services.imports.get(input.id),
  listImports: ({ input }) => services.imports.list(input),
  listImportLines: ({ input }) => services.imports.listLines(input),
});
