import { constants, setPriority } from 'node:os';
import { BackupRefusedError } from '@dreamteamhub/db/backup';
import { type BackupOrder, type MadeBackup, makeBackup } from './make-backup.ts';

/** Runs in a thread: to hash and compress a database takes a processor for minutes. */
export async function run(order: BackupOrder): Promise<MadeBackup | { refused: string }> {
  // Of this thread alone, as Linux has it; elsewhere it would be that of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  try {
    return await makeBackup(order);
  } catch (error) {
    // An error that crosses to another thread loses its class.
    if (error instanceof BackupRefusedError) return { refused: error.message };
    throw error;
  }
}
