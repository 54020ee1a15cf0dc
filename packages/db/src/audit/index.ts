export { type AuditActor, AuditDao, type AuditFact, type AuditFilter, type AuditRow } from './audit-dao.ts';
