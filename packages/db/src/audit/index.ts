export {
  type AuditActor,
  AuditDao,
  type AuditFact,
  type AuditFilter,
  type AuditRow,
  auditList,
} from './audit-dao.ts';
