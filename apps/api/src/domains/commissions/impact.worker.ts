import { constants, setPriority } from 'node:os';
import { connectDatabase, type Limits, readSnapshot } from '@dreamteamhub/db';
import { type ImpactQuestion, ImpactReader } from './impact-reader.ts';

/** What to rate again, and where it is stored; can be passed to a thread. */
interface ImpactOrder {
  question: ImpactQuestion;
  databaseUrl: string;
  /** Whether that leads to a pooler in transaction mode. */
  isPooled: boolean;
  limits: Limits;
}

/** Runs in a thread: to rate a hundred thousand orders takes a processor for seconds, which events would wait for. */
export async function run({ question, databaseUrl: connectionString, isPooled, limits }: ImpactOrder) {
  // Of this thread alone, as Linux has it; elsewhere it would be that of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  const { db, close } = connectDatabase({ connectionString, isPooled, limits, maxConnections: 1 });
  try {
    return await readSnapshot(db, (snapshot) => new ImpactReader(snapshot, question).read());
  } finally {
    await close();
  }
}
