import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, sendRaw, validInputs } from '../support/bad-input.ts';
import { entryAt } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, newAffiliate, rowCounts } from '../support/shop.ts';

let hub: TestHub;
let pixelId: string;
let before: Record<string, number>;

beforeAll(async () => {
  hub = await startTestHub();
  ({ pixelId } = await newAffiliate(hub, 'tech-blog'));
  const body = { sku: 'W-1', name: 'Widget', stock: 5, threshold: 1 };
  await call(hub, { method: 'POST', url: '/api/inventory/products', body });
  before = await rowCounts(hub);
});
afterAll(async () => {
  expect(await rowCounts(hub)).toEqual(before);
  await hub.stop();
});

const NUMBERS: [path: string, field: string, raw: string][] = [
  ...['-1', '1.5', '1e309', '2147483648', '"5"', 'null', '-1e-7'].flatMap(
    (raw): [string, string, string][] => [
      ['inventory.createProduct', 'stock', raw],
      ['inventory.createProduct', 'threshold', raw],
      ['inventory.updateStock', 'stock', raw],
      ['inventory.updateStock', 'expectedStock', raw],
    ],
  ),
  ...['-1', '-0.01', '99.999', '1e309', '1e21', '"1e5"', '1e-7', '"1,50"', '"0x10"'].flatMap(
    (raw): [string, string, string][] => [
      ['tracking.recordConversion', 'revenue', raw],
      ['tracking.recordConversion', 'commission', raw],
      ['inventory.createProduct', 'unitPrice', raw],
    ],
  ),
  // An empty commission is computed; what an order is about is never guessed.
  ['tracking.recordConversion', 'revenue', '""'],
  ['inventory.createProduct', 'unitPrice', '""'],
  ...['"1.234"', '1000000000000', '"١"', '"."', '"+"', 'true', '"NaN"'].map(
    (raw): [string, string, string] => ['tracking.recordConversion', 'revenue', raw],
  ),
  ...['10001', '-1', '0.5'].map((raw): [string, string, string] => [
    'affiliates.createAffiliate',
    'commissionBps',
    raw,
  ]),
  ...['0', '65536', '"587"'].map((raw): [string, string, string] => ['ops.testEmail', 'smtpPort', raw]),
  ...['-2147483648', '2147483648', '0.5', '1e309'].map((raw): [string, string, string] => [
    'inventory.adjustStock',
    'quantityDelta',
    raw,
  ]),
];

test.each(NUMBERS)('%s refuses %s = %s', async (path, field, raw) => {
  const { [field]: _replaced, sku, ...rest } = validInputs(pixelId)[path] ?? {};
  const body = path === 'inventory.createProduct' ? { sku, ...rest } : rest;
  const payload = JSON.stringify(body).replace(/\}$/, `,"${field}":${raw}}`);
  expectRefusal(await sendRaw(hub, entryAt(path), { input: { sku }, payload, headers: asSecret }), field);
});
