import { constants, setPriority } from 'node:os';
import { connectDatabase, type Limits } from '@dreamteamhub/db';
import { ExportWriter, type WriteOutcome } from './export-writer.ts';

/** What to write, and where from; can be passed to a thread. */
interface WriteOrder {
  exportId: string;
  databaseUrl: string;
  /** Whether that leads to a pooler in transaction mode. */
  isPooled: boolean;
  limits: Limits;
  currency: string;
  hubTimeZone: string;
}

/** Of its snapshot, and of what it writes meanwhile. */
const CONNECTIONS = 2;

/** Runs in a thread: to put a million rows into words takes a processor for a minute, which clicks would wait for. */
export async function run({
  exportId,
  currency,
  hubTimeZone,
  ...database
}: WriteOrder): Promise<WriteOutcome> {
  // Of this thread alone, as Linux has it; elsewhere it would be that of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  const { databaseUrl: connectionString, isPooled, limits } = database;
  const { db, close } = connectDatabase({ connectionString, isPooled, limits, maxConnections: CONNECTIONS });
  try {
    return await new ExportWriter({ db, currency, hubTimeZone }).write(exportId);
  } finally {
    await close();
  }
}
