import type { Database } from '@dreamteamhub/db';
import type { Platform } from '../../platform/platform.ts';
import { AuditService } from './audit-service.ts';
import { auditRouter } from './router.ts';

export type Audit = ReturnType<typeof createAudit>;

/** The log of who changed what. */
export function createAudit({ db }: Platform) {
  const services = { audit: new AuditService({ db }) };
  return {
    services,
    admin: auditRouter(services),
    /** Its lists, as another connection to the database sees them. */
    listsOn: (other: Database) => ({ audit: new AuditService({ db: other }) }),
  };
}
