import { afterEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './index.ts';

let databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  databases = [];
});

test('databases made at the same time are separate', async () => {
  databases = await Promise.all(Array.from({ length: 6 }, createTestDatabase));
  expect(new Set(databases.map((database) => database.url)).size).toBe(6);
  const [first, second] = databases;
  await first?.pool.query('CREATE TABLE only_here ()');
  await expect(second?.pool.query('SELECT FROM only_here')).rejects.toMatchObject({ code: '42P01' });
});

test('a dropped database is gone', async () => {
  const database = await createTestDatabase();
  const other = await createTestDatabase();
  databases.push(other);
  const name = new URL(database.url).pathname.slice(1);
  const count = () => other.pool.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  expect((await count()).rowCount).toBe(1);
  await database.drop();
  expect((await count()).rowCount).toBe(0);
});
