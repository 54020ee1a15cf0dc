export { InventoryDao, type InventoryEventRow, type StockChange, type StockResult } from './inventory-dao.ts';
export {
  decodeProductCursor,
  type ProductListRequest,
  type ProductPosition,
  type ProductRow,
  type ProductSort,
} from './product-list.ts';
export type { StockLine, StockLineResult, StockRefusal, StockWriteResult } from './stock-write.ts';
