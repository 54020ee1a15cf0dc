export { TestClickDao } from './test-click-dao.ts';
export { TestEventDao, type TestEventView } from './test-event-dao.ts';
export { MOST_TEST_EVENTS, type TestEventRow } from './test-event-write.ts';
export { TestOrderDao } from './test-order-dao.ts';
export { TestStockDao, type TestStockMove, type TestStockProduct } from './test-stock-dao.ts';
