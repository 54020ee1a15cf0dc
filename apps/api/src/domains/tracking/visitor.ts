import { createHmac, hash } from 'node:crypto';
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

/** As long as a visitor's id is kept as it is. */
const LONGEST_VISITOR_ID = 64;

/**
 * Returns the key of a visitor with a first-party id; a long id's SHA-256 stands for it. The prefixes keep the kinds from
 * colliding.
 */
export function visitorKey(visitorId: string): string {
  return visitorId.length <= LONGEST_VISITOR_ID
    ? `v:${visitorId}`
    : `w:${hash('sha256', visitorId, 'base64url')}`;
}

/** Whether a user agent is a program rather than a person; a missing one counts as a program. */
export const isBot = memoize(
  (userAgent: string | null): boolean => userAgent === null || userAgent.trim() === '' || isbot(userAgent),
);
