import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { type KnownPlace, KnownPlaceDao } from '@dreamteamhub/db/people';
import { truncateIp } from '../../platform/network.ts';
import { hashToken, newToken } from './one-time-token.ts';

/** How long a place is known after the last sign-in there. */
const DAYS = { device: 180, network: 90 };

const COOKIE = /(?:^|;\s*)(?:__Secure-)?dreamteamhub\.known_[0-9a-f]{12}=([\w-]{43})(?=;|$)/g;
/** People who share a browser have a cookie each. */
const MOST_COOKIES = 8;

/** What a request says about where it comes from. */
export interface RequestPlace {
  cookie: string | undefined;
  ip: string;
}

/**
 * Devices and networks where people signed in. They give no rights: whoever comes from there needs password and code as
 * well, but is not kept out by what strangers do elsewhere. A device has a random token in a cookie, which the database
 * knows by its hash, for one person; a new password makes the hub forget them all.
 */
export class KnownPlaces {
  readonly #dao: KnownPlaceDao;
  readonly #isHttps: boolean;

  constructor(deps: { db: Database; isHttps: boolean }) {
    this.#dao = new KnownPlaceDao(deps.db);
    this.#isHttps = deps.isHttps;
  }

  /** Returns where a person signed in before, out of where a request comes from. */
  find(who: { userId: string } | { email: string }, place: RequestPlace): Promise<KnownPlace> {
    const deviceHashes = tokensIn(place.cookie).map(hashToken);
    return this.#dao.find(who, { deviceHashes, network: truncateIp(place.ip) }, DAYS);
  }

  /** Remembers where a person signed in. Returns the cookie to set. */
  async remember(userId: string, place: RequestPlace): Promise<string> {
    const { deviceHash } = await this.find({ userId }, place);
    const known = tokensIn(place.cookie).find((token) => hashToken(token) === deviceHash);
    // Never one that the browser brought and nobody knows: somebody else may have put it there.
    const token = known ?? newToken();
    const network = truncateIp(place.ip);
    await this.#dao.remember(userId, [
      { kind: 'device', place: hashToken(token) },
      ...(network === null ? [] : [{ kind: 'network' as const, place: network }]),
    ]);
    return this.#cookie(userId, token);
  }

  /** Forgets where a person signed in: their password is a new one, and somebody may have known the old one. */
  forget(userId: string): Promise<void> {
    return this.#dao.forget(userId);
  }

  forgetOld(): Promise<void> {
    return this.#dao.deleteOlderThan(DAYS);
  }

  #cookie(userId: string, token: string): string {
    const name = `dreamteamhub.known_${createHash('sha256').update(userId).digest('hex').slice(0, 12)}`;
    const attributes = `Max-Age=${DAYS.device * 86_400}; Path=/api/auth; HttpOnly; SameSite=Lax`;
    return this.#isHttps
      ? `__Secure-${name}=${token}; ${attributes}; Secure`
      : `${name}=${token}; ${attributes}`;
  }
}

function tokensIn(cookie: string | undefined): string[] {
  return [...(cookie ?? '').matchAll(COOKIE)].slice(0, MOST_COOKIES).map(([, token]) => token ?? '');
}
