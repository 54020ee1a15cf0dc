import { hkdfSync } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { SealDao, type SealedSecret } from '@dreamteamhub/db/seals';
import type { Env } from './env.ts';
import { parseEncryptionKeys, SealError, SecretBox } from './secret-box.ts';
import { createSecretFile, readSecretFile, secretPath } from './secret-file.ts';
import { StartError } from './start-error.ts';

/** What the hub signs sessions with, and what it encrypts stored secrets with. */
export interface Secrets {
  authSecret: string;
  encryptionKeys: readonly Buffer[];
}

type SecretsEnv = Pick<Env, 'DATA_DIR' | 'HUB_AUTH_SECRET' | 'HUB_ENCRYPTION_KEY'>;

interface Kind {
  variable: 'HUB_AUTH_SECRET' | 'HUB_ENCRYPTION_KEY';
  /** What is wrong with a text; null: nothing. */
  problemOf: (text: string) => string | null;
  /** What only it can read, and is lost with it. */
  opens: string;
}

/** The secrets of a hub, by the names of their files in the data folder. */
export const SECRETS: Record<SealedSecret, Kind> = {
  'auth-secret': {
    variable: 'HUB_AUTH_SECRET',
    problemOf: ({ length }) => (length < 32 ? `has ${length} characters, and at least 32 are needed` : null),
    opens: 'everybody is signed out, and second factors are removed',
  },
  'encryption-key': {
    variable: 'HUB_ENCRYPTION_KEY',
    problemOf: (text) => (parseEncryptionKeys(text) === null ? 'does not hold a key of 32 bytes' : null),
    opens:
      'secret keys can sign no requests until they are rotated, and payout details have to be entered again',
  },
};

const KNOWN_TEXT = 'what this database was written with';

/**
 * Returns the secrets of the environment, or else those in the data folder. Creates those that this database was never
 * written with; throws {@link StartError} when one is missing, damaged, or another than the database was written with.
 */
export async function openSecrets(
  env: SecretsEnv,
  db: Database,
  warn: (line: string) => void,
): Promise<Secrets> {
  const dao = new SealDao(db);
  const seals = await dao.getSeals();
  const older = seals.has('encryption-key') ? null : await dao.getSealedSigningKey();
  const authSecret =
    (await readSecret(env, 'auth-secret')) ??
    (await createSecret(env, 'auth-secret', seals.has('auth-secret'), warn));
  const keys =
    (await readSecret(env, 'encryption-key')) ??
    (await createSecret(env, 'encryption-key', seals.has('encryption-key') || older !== null, warn));
  // Written by a version that had no seals yet.
  if (older !== null && !boxOf('encryption-key', keys).knowsKeyOf(older.sealed))
    throw unfit(env, 'encryption-key');
  for (const [name, secret] of [
    ['auth-secret', authSecret],
    ['encryption-key', keys],
  ] as const) {
    const seal = seals.get(name) ?? (await dao.addSeal(name, sealOf(name, secret)));
    if (!fits(name, secret, seal)) throw unfit(env, name);
  }
  return toSecrets(authSecret, keys);
}

/** The secrets that the environment has to set: those of a process whose primary has checked them. */
export function givenSecrets({ HUB_AUTH_SECRET: authSecret, HUB_ENCRYPTION_KEY: keys }: SecretsEnv): Secrets {
  if (authSecret === undefined || keys === undefined) throw new Error('the primary passes on its secrets');
  return toSecrets(authSecret, keys);
}

/** The secrets as their files and variables have them. */
export function secretTexts({ authSecret, encryptionKeys }: Secrets): { name: SealedSecret; text: string }[] {
  return [
    { name: 'auth-secret', text: authSecret },
    { name: 'encryption-key', text: encryptionKeys.map((key) => key.toString('hex')).join(',') },
  ];
}

/** Whether a secret can do what another can; of keys, there may be more. */
export function isAsGood(name: SealedSecret, secret: string, wanted: string): boolean {
  if (name === 'auth-secret') return secret === wanted;
  const has = parseEncryptionKeys(secret) ?? [];
  return (parseEncryptionKeys(wanted) ?? []).every((key) => has.some((other) => other.equals(key)));
}

/** Returns a secret as the environment or its file has it, and creates it where neither does. */
export async function readOrCreateSecret(
  env: SecretsEnv,
  name: SealedSecret,
  warn: (line: string) => void,
): Promise<string> {
  return (await readSecret(env, name)) ?? (await createSecret(env, name, false, warn));
}

/** Returns a seal of a secret, as its variable has it. */
export function sealOf(name: SealedSecret, secret: string): string {
  return boxOf(name, secret).seal(KNOWN_TEXT, name);
}

/** Whether a secret is the one that a seal was made with. */
export function fits(name: SealedSecret, secret: string, seal: string): boolean {
  try {
    return boxOf(name, secret).open(seal, name) === KNOWN_TEXT;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

function toSecrets(authSecret: string, keys: string): Secrets {
  const encryptionKeys = parseEncryptionKeys(keys);
  if (encryptionKeys === null) throw new Error('the encryption key was checked before');
  return { authSecret, encryptionKeys };
}

async function readSecret(env: SecretsEnv, name: SealedSecret): Promise<string | null> {
  const { variable, problemOf } = SECRETS[name];
  const given = env[variable];
  if (given !== undefined) return given;
  const path = secretPath(env.DATA_DIR, name);
  const text = await readSecretFile(path).catch((cause: unknown) => {
    throw damaged(env, name, `cannot be read (${(cause as Error).message})`, cause);
  });
  if (text === null) return null;
  const problem = text === '' ? 'is empty' : problemOf(text);
  if (problem !== null) throw damaged(env, name, problem);
  return text;
}

async function createSecret(
  env: SecretsEnv,
  name: SealedSecret,
  isNeeded: boolean,
  warn: (line: string) => void,
): Promise<string> {
  const { variable, opens } = SECRETS[name];
  const path = secretPath(env.DATA_DIR, name);
  if (isNeeded) {
    throw new StartError(
      `${path} is missing, and this database was written with what it held: restore it from a backup, or set ${variable} ` +
        `to what it held. ${whenLost(name, opens)}`,
    );
  }
  const secret = await createSecretFile(path);
  warn(
    `${variable} is not set: a new one was written to ${path}. Set it when several machines share a database.`,
  );
  return secret;
}

function damaged(env: SecretsEnv, name: SealedSecret, problem: string, cause?: unknown): StartError {
  const { variable, opens } = SECRETS[name];
  const path = secretPath(env.DATA_DIR, name);
  return new StartError(
    `${path} ${problem}: restore it from a backup, or set ${variable} to what it held. ${whenLost(name, opens, path)}`,
    { cause },
  );
}

function unfit(env: SecretsEnv, name: SealedSecret): StartError {
  const { variable, opens } = SECRETS[name];
  const place = env[variable] === undefined ? secretPath(env.DATA_DIR, name) : variable;
  return new StartError(
    `${place} is not what this database was written with: restore the one that is, from the backup that the database is of, ` +
      `or from another machine that uses it. ${whenLost(name, opens)}`,
  );
}

const whenLost = (name: SealedSecret, opens: string, path?: string) =>
  `If it is lost for good: ${path === undefined ? '' : `remove ${path}, then `}npm run hub -- secrets forget ${name} (${opens}).`;

function boxOf(name: SealedSecret, secret: string): SecretBox {
  if (name === 'encryption-key') return new SecretBox(parseEncryptionKeys(secret) ?? []);
  return new SecretBox([Buffer.from(hkdfSync('sha256', secret, '', 'dreamteamhub seal', 32))]);
}
