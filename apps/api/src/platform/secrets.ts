import { loadSecret } from './data-dir.ts';
import type { Env } from './env.ts';
import { parseEncryptionKeys } from './secret-box.ts';

/** What the hub signs sessions with, and what it encrypts stored secrets with. */
export interface Secrets {
  authSecret: string;
  encryptionKeys: readonly Buffer[];
}

/** Returns the secrets of the environment, or else those in the data folder, where missing ones are created. */
export async function readSecrets(
  env: Pick<Env, 'DATA_DIR' | 'HUB_AUTH_SECRET' | 'HUB_ENCRYPTION_KEY'>,
  warn: (line: string) => void,
): Promise<Secrets> {
  const load = async (name: 'auth-secret' | 'encryption-key', variable: string) => {
    const { secret, isNew } = await loadSecret(env.DATA_DIR, name);
    if (isNew) {
      warn(
        `${variable} is not set: a new one was written to DATA_DIR. Set it when several machines share a database.`,
      );
    }
    return secret;
  };
  const authSecret = env.HUB_AUTH_SECRET ?? (await load('auth-secret', 'HUB_AUTH_SECRET'));
  const keys = env.HUB_ENCRYPTION_KEY ?? (await load('encryption-key', 'HUB_ENCRYPTION_KEY'));
  const encryptionKeys = parseEncryptionKeys(keys);
  if (encryptionKeys === null) throw new Error('DATA_DIR/encryption-key does not hold 32 bytes');
  return { authSecret, encryptionKeys };
}
