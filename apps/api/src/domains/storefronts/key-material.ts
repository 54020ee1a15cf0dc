import { createHmac, hash } from 'node:crypto';
import type { KeyWithStorefront } from '@dreamteamhub/db/storefronts';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';

/** Returns the hash that is stored of a key, and by which a signed request names the key. */
export function hashKey(key: string): string {
  return hash('sha256', key);
}

/** Returns what a secret key signs with: anyone who learns it can sign, but read nothing. */
export function signingKeyOf(key: string): string {
  return createHmac('sha256', key).update('dreamteamhub.signing.v1').digest('base64');
}

/** Returns what a sealed signing key is bound to, so that it opens only in its own row. */
export function signingPlace(keyHash: string): string {
  return `api_keys.signing_key:${keyHash}`;
}

/** Returns a key's scopes, without those of a newer version, which this one could not grant. */
export function scopesOf({ scopes }: KeyWithStorefront): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}
