import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

type Outputs = WireOutputs<typeof admin>;

const order = columnsOf<Outputs['orders']['listOrders']['items'][number]>();
const refund = columnsOf<Outputs['conversions']['listUnmatchedRefunds']['items'][number]>();
const conversion = columnsOf<Outputs['conversions']['listConversions']['items'][number]>();

export const ordersExport = listExport({
  list: 'orders',
  entry: admin.orders.listOrders,
  fileName: 'orders',
  read: (lists, wish) => lists.orders.list(wish, EVERYWHERE),
  columns: [
    order.text('orderId', 'Order', (row) => row.orderId),
    order.text('storefront', 'Storefront', (row) => row.storefront),
    order.time('orderedAt', 'Ordered', (row) => row.orderedAt),
    order.text('affiliateName', 'Credited to', (row) => row.attribution?.affiliateName),
    order.text('affiliateHandle', 'Handle', (row) => row.attribution?.affiliateHandle),
    order.text('attributedBy', 'Credited by', (row) => row.attribution?.attributedBy),
    order.amount('revenue', 'Revenue', (row) => row.revenue),
    order.amount('refunded', 'Refunded', (row) => row.refunded),
    order.text('currency', 'Currency', (row) => row.currency),
    order.text('status', 'Status', (row) => row.attribution?.status),
    order.amount('commission', 'Commission', (row) => row.attribution?.commission),
    order.amount('commissionReversed', 'Commission reversed', (row) => row.attribution?.commissionReversed),
    order.count('lineCount', 'Lines', (row) => row.lineCount),
    order.texts('couponCodes', 'Coupon codes', (row) => row.couponCodes),
    order.time('postedAt', 'Reported', (row) => row.postedAt),
    order.count('id', 'Id', (row) => row.id),
  ],
});

export const conversionsExport = listExport({
  list: 'conversions',
  entry: admin.affiliates.listConversions,
  fileName: 'conversions',
  read: (lists, wish) => lists.conversions.list(wish, EVERYWHERE),
  columns: [
    conversion.text('orderId', 'Order', (row) => row.orderId),
    conversion.text('storefront', 'Storefront', (row) => row.storefront),
    conversion.time('createdAt', 'Reported', (row) => row.createdAt),
    conversion.text('affiliateName', 'Partner', (row) => row.affiliateName),
    conversion.text('affiliateHandle', 'Handle', (row) => row.affiliateHandle),
    conversion.text('kind', 'Kind', (row) => row.kind),
    conversion.text('status', 'Status', (row) => row.status),
    conversion.amount('revenue', 'Revenue', (row) => row.revenue),
    conversion.amount('refunded', 'Refunded', (row) => row.refunded),
    conversion.amount('commission', 'Commission', (row) => row.commission),
    conversion.amount('commissionReversed', 'Commission reversed', (row) => row.commissionReversed),
    conversion.text('currency', 'Currency', (row) => row.currency),
    conversion.count('clickId', 'Click id', (row) => row.clickId),
    conversion.count('id', 'Id', (row) => row.id),
  ],
});

export const unmatchedRefundsExport = listExport({
  list: 'unmatchedRefunds',
  entry: admin.affiliates.listUnmatchedRefunds,
  fileName: 'refunds-without-an-order',
  read: (lists, wish) => lists.unmatchedRefunds.list(wish, EVERYWHERE),
  columns: [
    refund.text('orderId', 'Order as reported', (row) => row.orderId),
    refund.text('refundId', 'Refund', (row) => row.refundId),
    refund.text('storefront', 'Storefront', (row) => row.storefront),
    refund.amount('amount', 'Amount', (row) => row.amount),
    refund.flag('isWhole', 'All of the order', (row) => row.amount === null),
    refund.text('currency', 'Currency', (row) => row.currency),
    refund.time('createdAt', 'Reported', (row) => row.createdAt),
    refund.texts('likelyOrders', 'Likely orders', (row) => row.likelyOrders.map(({ orderId }) => orderId)),
    refund.count('id', 'Id', (row) => row.id),
  ],
});
