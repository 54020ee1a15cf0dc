import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ImportFile, readImportFile } from '../../src/domains/imports/import-file.ts';

/** Reads an export with the true header of its program. */
function read(name: string): ImportFile {
  const file = readFileSync(new URL(`exports/${name}`, import.meta.url)).toString('base64');
  return readImportFile({ content: { file }, encoding: null, sent: null, remembered: {}, currency: 'USD' });
}

/** What a file says: SKU, name, stock, threshold, price, supplier; or a problem. */
function table(name: string): unknown[] {
  return read(name).lines.map(({ sku, values, problem }) =>
    problem === null
      ? [sku, values.name, values.stock, values.threshold, values.unitPrice, values.supplier]
      : [sku, problem],
  );
}

const leftOut = (name: string) => read(name).leftOut.map(({ reason, lines }) => [reason, lines]);
const _ = undefined;

test.each([
  ['woocommerce.csv', 'woocommerce'],
  ['shopify-products.csv', 'shopify-products'],
  ['shopify-products-2024.csv', 'shopify-products'],
  ['shopify-inventory.csv', 'shopify-inventory'],
  ['shopify-inventory-by-column.csv', 'shopify-inventory-by-column'],
  ['square.csv', 'square'],
  ['magento.csv', 'magento'],
  ['magento-sources.csv', 'magento-sources'],
  ['prestashop.csv', 'prestashop'],
  ['prestashop-combinations.csv', 'prestashop'],
  ['amazon.txt', 'amazon'],
  ['amazon-fba.txt', 'amazon'],
  ['bigcommerce.csv', 'bigcommerce'],
  ['wix.csv', 'wix'],
  ['odoo.csv', 'odoo'],
  ['erpnext-stock-balance.csv', 'erpnext'],
  ['inventree.csv', 'inventree'],
])('%s is recognised as %s', (name, format) => {
  expect(read(name).format?.id).toBe(format);
});

test('WooCommerce: a status is no level, and `parent` is not one either', () => {
  expect(table('woocommerce.csv')).toEqual([
    ['HOOD-BLUE', 'Hoodie - Blue', 8, 3, '45.00', _],
    ['HOOD-RED', 'Hoodie - Red', _, _, '45.50', _],
    ['TEE', 'Tee', 30, 5, _, _],
    ['MUG', 'Mug, 0.3 l', 0, _, '9.99', _],
    ['-GIFT', '+Gift card', _, _, '25.00', _],
  ]);
  expect(leftOut('woocommerce.csv')).toEqual([
    ['products that are sold as their variations', 1],
    ['variations that share the stock of their product', 1],
    ['groups of other products', 1],
  ]);
});

test('Shopify products: later lines take the title above them, pictures are no products, untracked is no level', () => {
  expect(table('shopify-products.csv')).toEqual([
    ['TEE/S', 'Tee - S', 4, _, '19.00', 'Cotton & Co'],
    ['TEE/M', 'Tee - M', 0, _, '19.00', 'Cotton & Co'],
    ['00123', 'Mug', 7, _, '9.50', 'Clay'],
    ['GIFT', 'Gift card', _, _, '25.00', 'Shop'],
    [null, 'sku: must not be empty'],
  ]);
  expect(leftOut('shopify-products.csv')).toEqual([['further pictures of a product', 1]]);
  expect(table('shopify-products-2024.csv')).toEqual([
    ['TEE-S', 'Tee - S', 4, _, '19.00', 'Cotton & Co'],
    ['TEE-M', 'Tee - M', 2, _, '19.00', 'Cotton & Co'],
  ]);
});

test('Shopify inventory: the levels of all locations are one stock, and a location counts once', () => {
  expect(table('shopify-inventory.csv')).toEqual([
    ['TEE-S', 'Tee - S', 12, _, _, _],
    ['TEE-M', 'Tee - M', 4, _, _, _],
    ['CAP', 'Cap', _, _, _, _],
    ['MUG', 'Mug', 3, _, _, _],
    ['MUG', 'sku: is already on line 8, with the place "Shop"'],
    ['PEN', 'stock: "-2" is less than 0'],
  ]);
  expect(table('shopify-inventory-by-column.csv')).toEqual([
    ['TEE-S', 'Tee - S', 12, _, _, _],
    ['CAP', 'Cap', 2, _, _, _],
  ]);
});

test('Square: a column for each place, and alerts count where they are on', () => {
  expect(table('square.csv')).toEqual([
    ['BEAN-250', 'Beans - 250 g', 12, 5, '8.50', 'Roaster'],
    ['FILTER', 'Filter', 9, _, _, _],
    ['SERVICE', 'Service', _, _, '20.00', _],
  ]);
});

test('Magento: 100.0000 is a hundred, 2.5000 is no stock; sources are added up', () => {
  expect(table('magento.csv')).toEqual([
    ['24-MB01', 'Joust Duffle Bag', 100, 10, '34.00', _],
    ['24-MB04', 'Strive Pack', 12, _, '32.00', _],
    ['GIFT', 'Gift', _, _, '25.00', _],
    ['PAINT', expect.stringContaining('stock: "2.5000" is not a whole number')],
  ]);
  expect(leftOut('magento.csv')).toEqual([
    ['translations of a product', 1],
    ['products that are sold as their parts', 1],
  ]);
  expect(table('magento-sources.csv')).toEqual([
    ['24-MB01', _, 120, _, _, _],
    ['24-MB04', _, 0, _, _, _],
  ]);
});

test('PrestaShop: a minimal quantity is no threshold, and prices have either decimal sign', () => {
  expect(table('prestashop.csv')).toEqual([
    ['demo_1', 'T-shirt imprimé', 300, 20, '23.90', 'Atelier'],
    ['demo_2', 'Affiche', 12, _, '9.50', _],
  ]);
  expect(table('prestashop-combinations.csv')).toEqual([['demo_1_S', _, 40, 4, _, _]]);
});

test('Amazon: quotes are inches, and what Amazon ships has no quantity', () => {
  expect(table('amazon.txt')).toEqual([
    ['HOBEL-5', 'Käsehobel 5" Edelstahl', 11, _, '20.00', _],
    ['CAFE-1', '"Très bon" café', _, _, '39.95', _],
  ]);
  expect(read('amazon.txt').encoding).toBe('windows-1252');
  expect(table('amazon-fba.txt')).toEqual([['CAFE-1', 'Café', 6, _, '39.95', _]]);
});

test('BigCommerce: SKU lines are variants of the product above', () => {
  expect(table('bigcommerce.csv')).toEqual([
    ['SLCTBS-M', 'Fog Linen Chambray Towel - Size=M,Color=Beige', 6, 2, '49.00', 'Fog Linen'],
    ['SLCTBS-L', 'Fog Linen Chambray Towel - Size=L,Color=Beige', 0, 2, '49.00', 'Fog Linen'],
    ['OTL', 'Orbit Terrarium', 9, 3, '89.00', _],
    ['EBOOK', 'E-book', _, 0, '10.00', _],
  ]);
});

test('Wix: variants have the name and price of their product, with a surcharge; InStock is no level', () => {
  expect(table('wix.csv')).toEqual([
    ['TEE-S', 'Blue Tee - Small', 4, _, '20.00', 'Blue'],
    ['TEE-L', 'Blue Tee - Large', _, _, '24.50', 'Blue'],
    ['MUG', 'Mug', 3, _, '9.99', _],
  ]);
});

test('Odoo, ERPNext, InvenTree', () => {
  expect(table('odoo.csv')).toEqual([
    ['FURN_7777', 'Office Chair', 150, 10, '70.00', 'Wood Corner'],
    ['FURN_1118', expect.stringContaining('stock: "2.5" is not a whole number')],
  ]);
  expect(table('erpnext-stock-balance.csv')).toEqual([
    ['SKU001', 'T-shirt', 15, 5, _, _],
    ['SKU002', 'Mug', 0, _, _, _],
  ]);
  expect(table('inventree.csv')).toEqual([
    ['SCR-M3', 'M3 screw', 450, 100, _, _],
    ['BRK-1', 'Bracket', 7, 0, _, _],
  ]);
});
