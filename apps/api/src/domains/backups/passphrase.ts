import { readFile } from 'node:fs/promises';
import type { Env } from '../../platform/env.ts';
import { StartError } from '../../platform/start-error.ts';

const SHORTEST = 12;

/** Returns the passphrase of backups. Throws {@link StartError} when there is none, or a short one. */
export async function readPassphrase(
  env: Pick<Env, 'BACKUP_PASSPHRASE' | 'BACKUP_PASSPHRASE_FILE'>,
): Promise<string> {
  if (env.BACKUP_PASSPHRASE !== undefined) return env.BACKUP_PASSPHRASE;
  const path = env.BACKUP_PASSPHRASE_FILE;
  if (path === undefined) {
    throw new StartError(
      'set BACKUP_PASSPHRASE_FILE to a file that holds a passphrase, or BACKUP_PASSPHRASE: a backup has the secrets of the hub, ' +
        'sealed with it',
    );
  }
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new StartError(`BACKUP_PASSPHRASE_FILE cannot be read: ${cause.message}`, { cause });
  });
  // Editors end a file with a line break.
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new StartError(`BACKUP_PASSPHRASE_FILE: ${path} holds fewer than ${SHORTEST} characters`);
}
