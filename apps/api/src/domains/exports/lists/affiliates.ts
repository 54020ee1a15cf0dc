import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

type Outputs = WireOutputs<typeof admin>['affiliates'];

const partner = columnsOf<Outputs['listAffiliates']['items'][number]>();
const click = columnsOf<Outputs['listClicks']['items'][number]>();

export const affiliatesExport = listExport({
  list: 'affiliates',
  entry: admin.affiliates.listAffiliates,
  fileName: 'partners',
  read: (lists, wish) => lists.affiliates.list(wish, EVERYWHERE),
  columns: [
    partner.text('name', 'Partner', (row) => row.name),
    partner.text('handle', 'Handle', (row) => row.handle),
    partner.text('status', 'Status', (row) => row.status),
    partner.amount('commissionRate', 'Commission rate %', ({ commissionBps: bps }) =>
      bps === null ? null : (bps / 100).toFixed(2),
    ),
    partner.count('clicks30d', 'Clicks, 30 days', (row) => row.clicks30d),
    partner.count('verifiedConversions30d', 'Orders, 30 days', (row) => row.verifiedConversions30d),
    partner.amount('verifiedRevenue30d', 'Revenue, 30 days', (row) => row.verifiedRevenue30d),
    partner.text('currency', 'Currency', (row) => row.currency),
    partner.count('conversions30d', 'Orders and claims, 30 days', (row) => row.conversions30d),
    partner.amount('revenue30d', 'Revenue and claims, 30 days', (row) => row.revenue30d),
    partner.time('createdAt', 'Added', (row) => row.createdAt),
    partner.text('pixelId', 'Pixel id', (row) => row.pixelId),
    partner.count('id', 'Id', (row) => row.id),
  ],
});

export const clicksExport = listExport({
  list: 'clicks',
  entry: admin.affiliates.listClicks,
  fileName: 'clicks',
  read: (lists, wish) => lists.clicks.list(wish, EVERYWHERE),
  columns: [
    click.time('timestamp', 'Time', (row) => row.timestamp),
    click.flag('counted', 'Counted', (row) => row.reason === null),
    click.text('reason', 'Why not', (row) => row.reason),
    click.text('landingPage', 'Landing page', (row) => row.landingPage),
    click.text('referrer', 'Referrer', (row) => row.referrer),
    click.text('subId', 'Sub-id', (row) => row.subId),
    click.text('device', 'Device', (row) => row.device),
    click.text('browser', 'Browser', (row) => row.browser),
    click.count('id', 'Id', (row) => row.id),
  ],
});
