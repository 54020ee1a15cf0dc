export { type EventFilter, type EventSort, eventList, type InventoryEventRow } from './event-list.ts';
export { InventoryDao, type StockChange, type StockResult } from './inventory-dao.ts';
export {
  type ProductFilter,
  type ProductListRequest,
  type ProductRow,
  type ProductSort,
  productList,
} from './product-list.ts';
export type { StockLine, StockLineResult, StockRefusal, StockWriteResult } from './stock-write.ts';
