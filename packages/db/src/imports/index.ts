export {
  ImportDao,
  type ImportLineAction,
  type ImportLineData,
  type ImportLineRow,
  type ImportRow,
  type ImportStatus,
  type ImportTarget,
} from './import-dao.ts';
