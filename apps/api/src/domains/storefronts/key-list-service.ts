import type { Database } from '@dreamteamhub/db';
import { type KeyWithStorefront, StorefrontDao } from '@dreamteamhub/db/storefronts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { scopesOf } from './key-material.ts';

/** A key as the API returns it. */
export type KeyView = WireOutputs<typeof admin>['storefronts']['listKeys']['items'][number];

/** Returns all keys, newest first, never the keys themselves. */
export async function listKeys(db: Database): Promise<{ items: KeyView[] }> {
  return { items: (await new StorefrontDao(db).listKeys()).map(toKeyView) };
}

export function toKeyView(row: KeyWithStorefront): KeyView {
  const { id, kind, isTest, name, lastFour } = row;
  const isFromEnvironment = row.source === 'environment';
  return {
    id,
    kind,
    isTest,
    name,
    lastFour,
    storefront: isFromEnvironment ? null : row.storefrontSlug,
    scopes: scopesOf(row),
    status: statusOf(row),
    isFromEnvironment,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedNetwork: row.lastUsedNetwork,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

export function statusOf({ revokedAt, expiresAt, isExpired }: KeyWithStorefront): KeyView['status'] {
  if (revokedAt !== null) return 'revoked';
  if (isExpired) return 'expired';
  return expiresAt === null ? 'active' : 'expiring';
}
