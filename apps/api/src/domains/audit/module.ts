import type { Platform } from '../../platform/platform.ts';
import { AuditService } from './audit-service.ts';
import { auditRouter } from './router.ts';

/** The log of who changed what. */
export function createAudit({ db }: Platform) {
  const services = { audit: new AuditService({ db }) };
  return { services, admin: auditRouter(services) };
}
