export {
  ImportDao,
  type ImportData,
  type ImportLineAction,
  type ImportLineData,
  type ImportLineRow,
  type ImportRow,
  type ImportStatus,
} from './import-dao.ts';
export { type ImportFilter, type ImportSort, importList } from './import-list.ts';
