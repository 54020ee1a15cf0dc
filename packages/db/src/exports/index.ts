export {
  type ExportAttempt,
  ExportDao,
  type ExportData,
  type ExportRow,
  type ExportStatus,
} from './export-dao.ts';
export type { FileMarks } from './stored-query.ts';
