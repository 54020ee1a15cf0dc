import { createHmac } from 'node:crypto';
import { isbot } from 'isbot';
import { memoize } from '../../platform/memoize.ts';

/**
 * Returns the key of a visitor without an id: a keyed hash under the day's salt (128 bits of HMAC-SHA-256), which
 * nobody can link after two days.
 */
export function hashVisitor(salt: string, visitor: { ip: string; userAgent: string | null }): string {
  const digest = createHmac('sha256', salt)
    .update(`${visitor.ip}|${visitor.userAgent ?? ''}`)
    .digest('base64url');
  return `h:${digest.slice(0, 22)}`;
}

/** Returns the key of a visitor with a first-party id. The prefixes keep the two kinds from colliding. */
export function visitorKey(visitorId: string): string {
  return `v:${visitorId}`;
}

/** Whether a user agent is a program rather than a person; a missing one counts as a program. */
export const isBot = memoize(
  (userAgent: string | null): boolean => userAgent === null || userAgent.trim() === '' || isbot(userAgent),
);
