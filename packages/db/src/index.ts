export { DatabaseAwayError, type Fault, faultOf, sqlStateOf } from './core/fault.ts';
export { decodeCursor, decodeTimeCursor, type Page } from './core/keyset.ts';
export { type Limits, sessionConfig } from './core/limits.ts';
export { makeFolder } from './core/make-folder.ts';
export { readSnapshot } from './core/snapshot.ts';
export {
  decodePlace,
  type ListOrder,
  type ListPlace,
  type SortedList,
  type SortRequest,
} from './core/sorted-list.ts';
export type { Total } from './core/total.ts';
export { type WatchedPool, watchedConnections } from './core/watched-pool.ts';
export { WriteProbe } from './core/write-probe.ts';
export {
  type ConnectOptions,
  connectDatabase,
  type Database,
  type DatabaseConnection,
  type Executor,
  type Transaction,
} from './database.ts';
export { isMigrated, type MigrationClient, migrate, migrateDown } from './migrate.ts';
export { isSameDatabase, type PoolerFinding, probePooler } from './pooler-probe.ts';
export { LackingRightError } from './rights/lacking.ts';
export { seedSamples } from './samples.ts';
