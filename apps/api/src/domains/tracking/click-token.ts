import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { eventIdTime, formatUuid } from '../../platform/event-id.ts';

/** As long as a visitor's click is remembered for attribution. */
const VALID_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;

const VERSION = 1;
/** Version (1), affiliate id (4), event id (16). */
const CONTENT_BYTES = 21;
/** HMAC-SHA-256, cut to 128 bits. */
const SIGNATURE_BYTES = 16;

/** What a click token says: this affiliate sent the visitor, in the click with this event id. */
export interface ClickClaim {
  affiliateId: number;
  /** Version 7 UUID: its time is the click's. */
  eventId: string;
}

/**
 * Signed references to clicks, 50 URL-safe characters, which travel in the storefront's URL and come back with an
 * order. They are made before the click is stored, so that a redirect need not wait for the database.
 */
export class ClickTokens {
  readonly #key: Buffer;

  constructor(deps: {
    authSecret: string;
    /** Tokens of test clicks mean nothing to live orders, nor the other way round. */
    isTest?: boolean;
  }) {
    // A key of its own: nothing else that the secret signs can be taken for a click.
    const purpose = deps.isTest === true ? 'dreamteamhub test click token' : 'dreamteamhub click token';
    this.#key = Buffer.from(hkdfSync('sha256', deps.authSecret, '', purpose, 32));
  }

  sign(claim: ClickClaim): string {
    const content = Buffer.alloc(CONTENT_BYTES);
    content.writeUInt8(VERSION, 0);
    content.writeUInt32BE(claim.affiliateId, 1);
    content.write(claim.eventId.replaceAll('-', ''), 5, 'hex');
    return Buffer.concat([content, this.#signature(content)]).toString('base64url');
  }

  /** Returns what the token says; null unless this hub signed it within the last 30 days. */
  verify(token: string, now: Date): ClickClaim | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== CONTENT_BYTES + SIGNATURE_BYTES) return null;
    // Several texts decode to the same bytes; only the one that was issued is a token.
    if (bytes.toString('base64url') !== token) return null;
    const content = bytes.subarray(0, CONTENT_BYTES);
    if (!timingSafeEqual(bytes.subarray(CONTENT_BYTES), this.#signature(content))) return null;
    if (content.readUInt8(0) !== VERSION) return null;

    const eventId = formatUuid(content.subarray(5));
    const clickedAt = eventIdTime(eventId);
    if (clickedAt === null || now.getTime() - clickedAt.getTime() > VALID_MILLISECONDS) return null;
    return { affiliateId: content.readUInt32BE(1), eventId };
  }

  #signature(content: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(content).digest().subarray(0, SIGNATURE_BYTES);
  }
}

const PARAMETER = /^.*dth_click=/i;
const AROUND_TOKEN = /^[\s"'`]+|[\s"'`/.;,&]+$/g;

/** Returns the token in what shops pass on from an address or a cookie: quotes, spaces, the parameter's name, a slash. */
export function tokenIn(text: string): string {
  return text
    .replace(PARAMETER, '')
    .replace(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(AROUND_TOKEN, '');
}
