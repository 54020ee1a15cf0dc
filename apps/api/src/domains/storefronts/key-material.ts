import { createHmac, hash } from 'node:crypto';
import type { KeyWithStorefront } from '@dreamteamhub/db/storefronts';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';

/** What is stored of a key, and what a signed request names it by. */
export function hashKey(key: string): string {
  return hash('sha256', key);
}

/** What a secret key signs with: whoever learns it can sign and read nothing. */
export function signingKeyOf(key: string): string {
  return createHmac('sha256', key).update('dreamteamhub.signing.v1').digest('base64');
}

/** What a sealed signing key is bound to, so that it opens in its own row only. */
export function signingPlace(keyHash: string): string {
  return `api_keys.signing_key:${keyHash}`;
}

/** What a newer version may have written beside is nothing that this one could grant. */
export function scopesOf({ scopes }: KeyWithStorefront): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}
