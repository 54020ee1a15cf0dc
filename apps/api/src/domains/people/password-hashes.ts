import { hash, verify } from '@node-rs/argon2';
import { hashPassword, verifyPassword } from 'better-auth/crypto';

/** The work of each kind of hash: today's, and that of before. */
export const WORK = {
  argon2id: { hash, verify },
  scrypt: { hash: hashPassword, verify: verifyPassword },
};

/**
 * Argon2id, two and a half times OWASP's least (19 MiB, 2 passes). It takes the memory of the scrypt hashes before it
 * and a third of their time; docs/adr/0039 says why not more.
 */
const COST = { memoryCost: 32 * 1024, timeCost: 3, parallelism: 1 };

/** How today's hashes begin, in PHC format; all others are replaced as soon as their password is known. */
export const CURRENT_KIND = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** The same text has several forms in Unicode, and keyboards differ in which they send. */
const canonical = (password: string) => password.normalize('NFKC');

export function hashArgon2id(password: string): Promise<string> {
  // The library's default is argon2id; its enumeration exists in its types only.
  return WORK.argon2id.hash(canonical(password), COST);
}

/** Whether a password is that of a hash, of today or of before. */
export function verifyHash(passwordHash: string, password: string): Promise<boolean> {
  return passwordHash.startsWith('$argon2')
    ? WORK.argon2id.verify(passwordHash, canonical(password))
    : WORK.scrypt.verify({ hash: passwordHash, password });
}

export function isCurrent(passwordHash: string): boolean {
  return passwordHash.startsWith(CURRENT_KIND);
}

/** Takes as long as the verification of a hash of before. */
export async function spendScrypt(password: string): Promise<void> {
  await WORK.scrypt.hash(password);
}
