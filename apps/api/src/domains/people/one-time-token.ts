import { createHash, randomBytes } from 'node:crypto';

/** A link for a new password is valid for an hour. */
export const RESET_LINK_SECONDS = 60 * 60;

/** Returns a token for a link that is opened once. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database stores of a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
