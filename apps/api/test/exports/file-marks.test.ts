import { parse } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExportWriter } from '../../src/domains/exports/export-writer.ts';
import { readImportFile } from '../../src/domains/imports/import-file.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';
import { exportsOf } from './exports-of.ts';

/** What strangers may call a product, so that a spreadsheet computes. */
const NAMES = [
  '=1;2',
  '+1,5',
  '@x;=2',
  '-2+3',
  '|calc',
  '%x',
  '＝1',
  'a;=1',
  'b,=1',
  'say "hi"; twice',
  '-5,00',
];

const FORMATS = [
  ['comma', 'point', ',', '1234.50'],
  ['semicolon', 'comma', ';', '1234,50'],
  ['semicolon', 'point', ';', '1234.50'],
] as const;

let hub: TestHub;
let headers: Record<string, string>;
let me: ReturnType<typeof exportsOf>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  headers = await signedIn(hub);
  me = exportsOf(hub, headers);
  for (const [place, name] of NAMES.entries()) {
    await hub.owner.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold, unit_price, allow_backorder)
      VALUES (${`P-${place}`}, ${name}, ${place - 3}, 4, 1234.5, true)`);
  }
});
afterAll(() => hub.stop());

async function fileOf(input: Record<string, unknown>): Promise<string> {
  const { status, data } = await me.create({ list: 'products', query: { sort: 'sku' }, ...input });
  expect(status, JSON.stringify(data)).toBe(200);
  const { id } = data.export;
  await new ExportWriter({ db: hub.deps.work, currency: 'USD', hubTimeZone: 'UTC' }).write(id);
  return (await me.fetchFile(id)).body;
}

describe.each(FORMATS)('fields with %s, decimals with %s', (separator, decimalMark, sign, price) => {
  test('every cell is where it belongs, amounts have the sign, and counts have none', async () => {
    const text = await fileOf({ separator, decimalMark });
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true, delimiter: sign });
    expect(text.slice(1).split('\r\n')[0]?.split(sign).slice(0, 3)).toEqual(['SKU', 'Name', 'Stock']);
    expect(new Set(rows.map((row) => row['Unit price']))).toEqual(new Set([price]));
    expect(rows.map(({ Stock }) => Stock).sort()).toEqual(NAMES.map((_, place) => String(place - 3)).sort());
    expect(rows).toHaveLength(NAMES.length);
  });

  test('no cell is a formula, at whichever separator a spreadsheet splits it', async () => {
    const text = await fileOf({ separator, decimalMark });
    for (const delimiter of [',', ';', '\t']) {
      const lines: string[][] = parse(text, {
        bom: true,
        delimiter,
        relax_column_count: true,
        relax_quotes: true,
      });
      const cells = lines.flat().filter((cell) => /^[\s]*[=+@|%＝]|^-(?!\d+([.,]\d+)?$)/.test(cell));
      expect(cells).toEqual([]);
    }
  });

  test('an import reads it back as it was, names with signs of formulas too', async () => {
    const csv = await fileOf({ separator, decimalMark });
    const { lines } = readImportFile({
      ...{ content: { csv }, encoding: null, sent: null, remembered: {}, currency: 'USD' },
    });
    const known = await query<{ sku: string; name: string; stock: number }>(
      hub,
      sql`SELECT sku, name, stock FROM inventory_products WHERE stock >= 0`,
    );
    for (const { sku, name, stock } of known) {
      expect(lines.find((line) => line.sku === sku)).toMatchObject({
        ...{ problem: null, values: { name, stock, threshold: 4, unitPrice: '1234.50' } },
      });
    }
  });
});

test('amounts below zero and of currencies without decimals keep their form', async () => {
  await hub.owner.execute(sql`
    INSERT INTO storefronts (slug, name, currency) VALUES ('jp', 'JP', 'JPY'), ('kw', 'KW', 'KWD')`);
  await hub.owner.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
    SELECT id, 'O-' || slug, currency, CASE WHEN currency = 'JPY' THEN 4980 ELSE 1.25 END, now() FROM storefronts`);
  const { data } = await me.create({
    list: 'orders',
    separator: 'semicolon',
    columns: ['orderId', 'revenue'],
  });
  await new ExportWriter({ db: hub.deps.work, currency: 'USD', hubTimeZone: 'UTC' }).write(data.export.id);
  const { body } = await me.fetchFile(data.export.id);
  expect(body.slice(1).trimEnd().split('\r\n').sort()).toEqual([
    'O-default;1,25',
    'O-jp;4980',
    'O-kw;1,250',
    'Order;Revenue',
  ]);
});

describe('what is asked for', () => {
  test('one of the two says the other, and both are told', async () => {
    for (const [input, marks] of [
      [{}, { separator: 'comma', decimalMark: 'point' }],
      [{ separator: 'semicolon' }, { separator: 'semicolon', decimalMark: 'comma' }],
      [{ decimalMark: 'comma' }, { separator: 'semicolon', decimalMark: 'comma' }],
      [{ decimalMark: 'point' }, { separator: 'comma', decimalMark: 'point' }],
    ] as const) {
      const { data } = await me.create({ list: 'alerts', ...input });
      expect(data.export).toMatchObject({ ...marks, query: { sort: 'openedAt' } });
      expect((await me.call('exports.getExport', { id: data.export.id })).data).toMatchObject(marks);
      expect(Object.keys(data.export.query)).not.toContain('$file');
      await me.call('exports.cancelExport', { id: data.export.id });
    }
  });

  test('a decimal comma between commas is refused, by tRPC and REST, by its name', async () => {
    const input = { list: 'orders', separator: 'comma', decimalMark: 'comma' } as const;
    const words = 'decimalMark: can only be "comma" where the separator is "semicolon"';
    const refused = await me.create(input);
    expect([refused.status, refused.error.message]).toEqual([400, expect.stringContaining(words)]);
    const rest = await hub.app.inject({ method: 'POST', url: '/api/exports', headers, payload: input });
    expect([rest.statusCode, rest.json().error.message]).toEqual([400, expect.stringContaining(words)]);
    const unknown = await me.create({ list: 'orders', separator: 'tab' });
    expect([unknown.status, unknown.error.message]).toEqual([400, expect.stringContaining('separator')]);
    expect(
      await query(hub, sql`SELECT FROM list_exports WHERE list = 'orders' AND status = 'queued'`),
    ).toEqual([]);
  });

  test('the same list in another form is another export', async () => {
    const first = await me.create({ list: 'mutes', separator: 'semicolon' });
    const again = await me.create({ list: 'mutes', decimalMark: 'comma' });
    expect([first.data.created, again.data.created]).toEqual([true, false]);
    const other = await me.create({ list: 'mutes' });
    expect(other.data).toMatchObject({ created: true, export: { separator: 'comma' } });
  });
});
