import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';
import type { AuditService } from './audit-service.ts';

export const auditRouter = (services: { audit: AuditService }): Handlers<(typeof admin)['audit']> => ({
  listEntries: ({ input }) => services.audit.list(input),
});
