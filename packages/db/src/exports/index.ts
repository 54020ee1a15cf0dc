export {
  type ExportAttempt,
  ExportDao,
  type ExportData,
  type ExportRow,
  type ExportStatus,
} from './export-dao.ts';
