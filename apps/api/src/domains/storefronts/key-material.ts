import { createHmac, hash } from 'node:crypto';
import type { KeyWithStorefront } from '@dreamteamhub/db/storefronts';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';

/** Returns the hash of a key by which a signed request names it. */
export function hashKey(key: string): string {
  return hash('sha256', key);
}

/** Returns the hash that is stored of a key. */
export function storedHash(key: string, { isTest }: { isTest: boolean }): string {
  return isTest ? hashOfTestKey(hashKey(key)) : hashKey(key);
}

/** Returns the hashes under which the key with a SHA-256 may be stored: as a live one, and as one of test mode. */
export function storedHashes(keyHash: string): string[] {
  return [keyHash, hashOfTestKey(keyHash)];
}

// A version of the hub that knows no test mode looks for the plain hash: it must not find a test key and count its events.
function hashOfTestKey(keyHash: string): string {
  return hash('sha256', `test mode ${keyHash}`);
}

/** Returns what a key begins with, so that people see what it is. What it may do, its row says. */
export function keyPrefix({ kind, isTest }: { kind: 'publishable' | 'secret'; isTest: boolean }): string {
  return `${kind === 'publishable' ? 'pk' : 'sk'}_${isTest ? 'test_' : ''}`;
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
