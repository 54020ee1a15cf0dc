import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function shown(name: string, text: string): Promise<string | null> {
  const { rows } = await database.pool.query(`SELECT ${name}($1) AS value`, [text]);
  return rows[0].value;
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0';

test.each([
  ['https://shop.example/shoes?size=42#top', '/shoes'],
  ['https://shop.example', '/'],
  ['HTTPS://shop.example?x=1', '/'],
  ['/cart/items?x', '/cart/items'],
  ['?x', '/'],
  ['', null],
  [`https://shop.example/${'a'.repeat(300)}`, `/${'a'.repeat(199)}`],
])('the path of %s is %s', async (page, path) => {
  expect(await shown('hub_landing_path', page)).toBe(path);
});

test.each([
  ['https://www.Blog.example/post', 'blog.example'],
  ['https://blog.example:8443/post', 'blog.example'],
  ['https://ann:secret@blog.example/post', 'blog.example'],
  ['android-app://com.google.android.gm/', 'com.google.android.gm'],
  ['http://[2001:db8::1]:80/', '[2001:db8::1]'],
  ['not an address', null],
  ['', null],
])('the host of %s is %s', async (address, host) => {
  expect(await shown('hub_address_host', address)).toBe(host);
});

test.each([
  [CHROME, 'desktop', 'Chrome'],
  [`${CHROME} Edg/140.0.0.0`, 'desktop', 'Edge'],
  [`${CHROME} OPR/120.0.0.0`, 'desktop', 'Opera'],
  [`${IPHONE} Version/18.0 Mobile/15E148 Safari/604.1`, 'mobile', 'Safari'],
  [`${IPHONE} CriOS/140.0 Mobile/15E148 Safari/604.1`, 'mobile', 'Chrome'],
  [`${IPHONE} Mobile/15E148 Instagram 300.0`, 'mobile', 'Instagram'],
  [`${IPHONE} Mobile/15E148`, 'mobile', 'iOS app'],
  [`${ANDROID} Mobile Safari/537.36`, 'mobile', 'Chrome'],
  [`${ANDROID} Safari/537.36`, 'tablet', 'Chrome'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'desktop', 'Firefox'],
  [
    'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 SamsungBrowser/2.1 TV Safari/537.36',
    'tv',
    'Samsung Internet',
  ],
  ['something else', 'other', 'other'],
  ['', null, null],
])('%s is a %s with %s', async (userAgent, device, browser) => {
  expect(await shown('hub_device_class', userAgent)).toBe(device);
  expect(await shown('hub_browser_family', userAgent)).toBe(browser);
});

test('counts are added, and the highest are kept', async () => {
  const { rows } = await database.pool.query(
    `SELECT hub_merge_counts('{"a": 1, "b": 5}', '{"a": 3, "c": 2, "": 4}', 3) AS value`,
  );
  expect(rows[0].value).toEqual({ b: 5, a: 4, '': 4 });
});
