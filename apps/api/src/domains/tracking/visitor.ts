import { createHmac } from 'node:crypto';
import { isbot } from 'isbot';
import { memoize } from '../../platform/memoize.ts';

/**
 * A visitor without an id of its own: a keyed hash under the day's salt (128 bits of HMAC-SHA-256), which nobody can
 * link after two days.
 */
export function hashVisitor(salt: string, visitor: { ip: string; userAgent: string | null }): string {
  const digest = createHmac('sha256', salt)
    .update(`${visitor.ip}|${visitor.userAgent ?? ''}`)
    .digest('base64url');
  return `h:${digest.slice(0, 22)}`;
}

/** A visitor with a first-party id. The prefixes keep the two kinds from ever meeting. */
export function visitorKey(visitorId: string): string {
  return `v:${visitorId}`;
}

/** Programs rather than people; a missing user agent is one. */
export const isBot = memoize(
  (userAgent: string | null): boolean => userAgent === null || userAgent.trim() === '' || isbot(userAgent),
);
