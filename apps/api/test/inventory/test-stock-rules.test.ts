import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { InventoryDao, type StockLine } from '@dreamteamhub/db/inventory';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulateStock } from '../../src/domains/inventory/test-stock-rules.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  await new InventoryDao(connection.db).createProduct(product('A', false));
  await new InventoryDao(connection.db).createProduct(product('B', true));
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const product = (sku: string, allowBackorder: boolean) => ({
  sku,
  name: sku,
  stock: 100,
  threshold: 10,
  allowBackorder,
  unitPrice: null,
  supplier: null,
});

const line: fc.Arbitrary<StockLine> = fc.oneof(
  fc.record({
    sku: fc.constantFrom('A', 'B', 'NOBODY'),
    quantityDelta: fc.oneof(
      fc.integer({ min: -150, max: 150 }),
      fc.constantFrom(2_147_483_647, -2_000_000_000),
    ),
    eventType: fc.constantFrom('sale', 'restocked'),
  }),
  fc.record({
    sku: fc.constantFrom('A', 'B', 'NOBODY'),
    stock: fc.integer({ min: 0, max: 120 }),
    expectedStock: fc.constantFrom(undefined, 100, 7),
  }),
);

test('a simulated change ends as the database would have it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 5 }), async (lines) => {
      class Undo extends Error {}
      const real = connection.db.transaction(async (tx) => {
        const answer = await new InventoryDao(tx).changeStock(lines, {
          isAllOrNothing: false,
          holdsAlerts: false,
        });
        const { items } = await new InventoryDao(tx).getProducts();
        throw Object.assign(new Undo(), { lines: 'lines' in answer ? answer.lines : [], items });
      });
      const { lines: results, items } = await real.catch((error: unknown) => {
        if (error instanceof Undo)
          return error as Undo & { lines: unknown[]; items: { sku: string; stock: number }[] };
        throw error;
      });
      const ids = new Map(['A', 'B'].map((sku, place) => [sku, place + 1]));
      const simulated = simulateStock(lines, (sku) => {
        const id = ids.get(sku);
        return id === undefined ? undefined : { id, sku, allowBackorder: sku === 'B', level: null };
      });
      expect(simulated.results).toEqual(results);
      for (const { sku, stock } of items) {
        const last = simulated.moves.findLast((move) => move.sku === sku);
        expect(last?.newStock ?? 100).toBe(stock);
      }
    }),
    { numRuns: 60 },
  );
});
