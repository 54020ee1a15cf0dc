import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

type Outputs = WireOutputs<typeof admin>['storefronts'];

const storefront = columnsOf<Outputs['listStorefronts']['items'][number] & { zone: string }>();
const key = columnsOf<Outputs['listKeys']['items'][number]>();

export const storefrontsExport = listExport({
  list: 'storefronts',
  entry: admin.storefronts.listStorefronts,
  fileName: 'storefronts',
  read: async (lists) => {
    const { items, hubTimeZone } = await lists.storefronts.list(EVERYWHERE);
    return { items: items.map((row) => ({ ...row, zone: row.timeZone ?? hubTimeZone })), nextCursor: null };
  },
  columns: [
    storefront.text('slug', 'Storefront', (row) => row.slug),
    storefront.text('name', 'Name', (row) => row.name),
    storefront.text('currency', 'Currency', (row) => row.currency),
    storefront.text('timeZone', 'Time zone', (row) => row.zone),
    storefront.texts('allowedOrigins', 'Allowed origins', (row) => row.allowedOrigins),
    storefront.text('claims', 'Claims', (row) => row.claims),
    storefront.amount('maxClaim', 'Highest claim', (row) => row.maxClaim),
    storefront.time('createdAt', 'Added', (row) => row.createdAt),
    storefront.count('id', 'Id', (row) => row.id),
  ],
});

export const keysExport = listExport({
  list: 'keys',
  entry: admin.storefronts.listKeys,
  fileName: 'keys',
  read: async (lists) => ({ items: (await lists.keys()).items, nextCursor: null }),
  columns: [
    key.text('name', 'Key', (row) => row.name),
    key.text('lastFour', 'Ends with', (row) => row.lastFour),
    key.text('storefront', 'Storefront', (row) => row.storefront),
    key.text('kind', 'Kind', (row) => row.kind),
    key.flag('isTest', 'Test mode', (row) => row.isTest),
    key.texts('scopes', 'Allowed to', (row) => row.scopes),
    key.text('status', 'Status', (row) => row.status),
    key.time('lastUsedAt', 'Last used', (row) => row.lastUsedAt),
    key.text('lastUsedNetwork', 'Last used from', (row) => row.lastUsedNetwork),
    key.time('createdAt', 'Made', (row) => row.createdAt),
    key.time('expiresAt', 'Expires', (row) => row.expiresAt),
    key.time('revokedAt', 'Revoked', (row) => row.revokedAt),
    key.count('id', 'Id', (row) => row.id),
  ],
});
