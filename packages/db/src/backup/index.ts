export {
  BackupRefusedError,
  type BackupSession,
  type BackupSource,
  openBackupSession,
} from './backup-session.ts';
export { type BaseBackup, writeBaseBackup } from './base-backup.ts';
export { canDump, restoreDump, writeDump } from './dump.ts';
export type { ReadFile, WriteFile } from './files.ts';
export { findTool } from './pg-tools.ts';
export { ManifestError } from './postgres-manifest.ts';
export { countMigrations, type SchemaVersion } from './schema-version.ts';
export { writeTables } from './tables-backup.ts';
export { RestoreRefusedError, restoreTables } from './tables-restore.ts';
