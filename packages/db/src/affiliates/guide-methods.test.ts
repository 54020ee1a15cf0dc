import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { InventoryDao } from '../inventory/inventory-dao.ts';
import { StorefrontDao } from '../storefronts/storefront-dao.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { AffiliateDao } from './affiliate-dao.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test('AffiliateDao does what the guide says, by the guide’s names', async () => {
  const dao = new AffiliateDao(connection.db);
  const storefrontId = (await new StorefrontDao(connection.db).getStorefrontBySlug('default'))?.id ?? 0;
  const data = {
    storefrontId,
    handle: 'tech-blog',
    name: 'Tech Blog',
    status: 'active' as const,
    pixelId: 'px',
    commissionBps: null,
  };
  const created = await dao.createAffiliate(data);
  const affiliateId = created?.id ?? 0;
  expect(await dao.createAffiliate({ ...data, pixelId: 'other' })).toBeNull();
  expect((await dao.getAffiliates()).items).toEqual([created]);
  expect(await dao.getAffiliateByHandle('tech-blog')).toMatchObject({ id: affiliateId, currency: 'USD' });
  expect(await dao.getAffiliateByPixelId('px')).toMatchObject({ id: affiliateId });
  expect(await dao.getAffiliateByPixelId('nobody')).toBeNull();

  const click = await dao.trackClick({
    storefrontId,
    affiliateId,
    pixelId: 'px',
    visitorKey: 'v:anna',
    ipAddress: null,
    userAgent: null,
    referrer: null,
    landingPage: '/',
    subId: null,
    isBot: false,
    dedupSeconds: 3600,
  });
  expect(click).toMatchObject({ outcome: 'inserted', reason: null });
  const attributionId = await dao.trackConversion({
    verdict: 'insert',
    attribution: {
      storefrontId,
      affiliateId,
      pixelId: 'px',
      orderId: 'O-1',
      kind: 'verified',
      revenue: '10.00',
      commission: '1.00',
      commissionSource: 'given',
      commissionBps: null,
      currency: 'USD',
      clickId: null,
      refunded: '0.00',
      commissionReversed: '0.00',
      isReversed: false,
    },
    adds: {
      conversions: 1,
      revenue: '10.00',
      verifiedConversions: 1,
      verifiedRevenue: '10.00',
      verifiedCommission: '1.00',
    },
  });
  expect((await dao.getClicksByPixelId('px', 30)).items).toMatchObject([{ landingPage: '/', counted: true }]);
  expect((await dao.getConversionsByPixelId('px', 30)).items).toMatchObject([
    { id: attributionId, orderId: 'O-1' },
  ]);

  await database.pool.query(
    `UPDATE aff_clicks SET timestamp = now() - interval '31 days';
     UPDATE aff_attributions SET timestamp = now() - interval '31 days'`,
  );
  expect((await dao.getClicksByPixelId('px', 30)).items).toEqual([]);
  expect((await dao.getConversionsByPixelId('px', 30)).items).toEqual([]);
  expect((await dao.getClicksByPixelId('px', 32)).items).toHaveLength(1);

  await dao.updateMetrics('px', 30);
  expect(await dao.getAffiliateByPixelId('px')).toMatchObject({
    clicks30d: 1,
    conversions30d: 1,
    revenue30d: '10.00',
  });
});

test('InventoryDao does what the guide says, by the guide’s names', async () => {
  const dao = new InventoryDao(connection.db);
  const data = { sku: 'W-1', name: 'Widget', stock: 10, threshold: 5, unitPrice: '49.99', supplier: null };
  const created = await dao.createProduct(data);
  expect(created).toMatchObject(data);
  expect(await dao.createProduct(data)).toBeNull();
  expect((await dao.getProducts()).items).toEqual([created]);
  expect(await dao.getProductBySku('W-1')).toEqual(created);
  expect(await dao.getProductBySku('nobody')).toBeNull();
  expect(await dao.updateStock('W-1', 4)).toMatchObject({ outcome: 'changed', oldStock: 10 });
  expect(await dao.updateStock('nobody', 4)).toEqual({ outcome: 'not_found' });
  expect(await dao.updateStock('W-1', 4, 99)).toEqual({ outcome: 'refused', stock: 4 });
  expect(await dao.getLowStockProducts()).toMatchObject({ items: [{ sku: 'W-1', stock: 4 }], total: 1 });
  const event = await dao.logEvent({
    sku: 'W-1',
    eventType: 'low_stock',
    oldStock: 10,
    newStock: 4,
    quantityDelta: -6,
    metadata: { alertSent: false },
  });
  expect((await dao.getEvents('W-1')).items[0]).toEqual(event);
  expect((await dao.getEvents('W-1', 2)).items).toHaveLength(2);
  expect((await dao.getEvents('nobody')).items).toEqual([]);
});

test('what is low comes most urgent first', async () => {
  const dao = new InventoryDao(connection.db);
  const add = (sku: string, stock: number, threshold: number) =>
    dao.createProduct({ sku, name: sku, stock, threshold, unitPrice: null, supplier: null });
  await add('HALF-LARGE', 50, 100);
  await add('HALF-SMALL', 5, 10);
  await add('EMPTY', 0, 2);
  await add('ENOUGH', 2, 2);
  const { items } = await dao.getLowStockProducts();
  expect(items.map(({ sku }) => sku)).toEqual(['EMPTY', 'HALF-LARGE', 'HALF-SMALL', 'W-1']);
});
