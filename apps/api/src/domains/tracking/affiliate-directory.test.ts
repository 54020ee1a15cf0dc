import type { AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import { canonicalHandle } from '@dreamteamhub/sdk/contract';
import { beforeEach, expect, test } from 'vitest';
import { AffiliateDirectory } from './affiliate-directory.ts';

type Lookup = { pixelIds: string[]; handles: { written: string; canonical: string }[] };

let known: AffiliateWithStorefront[];
let lookups: Lookup[];
let failure: Error | null;
let now: number;
let directory: AffiliateDirectory;

beforeEach(() => {
  known = [];
  lookups = [];
  failure = null;
  now = 0;
  directory = new AffiliateDirectory({
    affiliates: {
      async findAffiliates(by) {
        lookups.push(by);
        await Promise.resolve();
        if (failure !== null) throw failure;
        return known
          .filter(
            (one) =>
              by.pixelIds.includes(one.pixelId) ||
              by.handles.some(({ written, canonical }) =>
                one.isHandleShadowed ? written === one.handle : canonical === one.handleKey,
              ),
          )
          .map((one) => ({ ...one, named: one }));
      },
    },
    now: () => now,
  });
});

const affiliate = (name: string, change: Partial<AffiliateWithStorefront> = {}): AffiliateWithStorefront => ({
  id: 1,
  storefrontId: 1,
  handle: name,
  isHandleShadowed: false,
  handleKey: canonicalHandle(name),
  mergedIntoId: null,
  name,
  status: 'active',
  pixelId: `px-${name}`,
  commissionBps: null,
  groupId: null,
  revenue30d: '0.00',
  clicks30d: 0,
  conversions30d: 0,
  verifiedRevenue30d: '0.00',
  verifiedConversions30d: 0,
  createdAt: new Date(0),
  storefrontSlug: 'default',
  currency: 'USD',
  allowedOrigins: [],
  claims: 'count',
  maxClaim: null,
  ...change,
});

test('an affiliate is looked up once, by whichever name', async () => {
  known = [affiliate('anna')];
  expect(await directory.findByPixelId('px-anna')).toMatchObject({ handle: 'anna' });
  expect(directory.findByPixelId('px-anna')).toMatchObject({ handle: 'anna' });
  expect(directory.findByHandle('anna')).toMatchObject({ handle: 'anna' });
  expect(lookups).toHaveLength(1);
});

test('links spell a handle in many ways, and an old affiliate keeps its exact spelling', async () => {
  known = [
    affiliate('Tech-Blog', { id: 1 }),
    affiliate('tech-blog', { id: 2, pixelId: 'px-2', isHandleShadowed: true }),
  ];
  for (const spelling of ['Tech-Blog', 'TECH-BLOG', 'tech-blog/', ' tech-blog.', 'tech-blog\u200B']) {
    expect(await directory.findByHandle(spelling), spelling).toMatchObject({ id: 1 });
  }
  expect(await directory.findByHandle('tech-blog')).toMatchObject({ id: 2 });
  // From memory now, each as before.
  expect(directory.findByHandle('TECH-BLOG')).toMatchObject({ id: 1 });
  expect(directory.findByHandle('tech-blog')).toMatchObject({ id: 2 });
});

test('a flood of unknown names is a few look-ups, and a new affiliate is found at once', async () => {
  const flood = await Promise.all(
    Array.from({ length: 500 }, (_, index) => directory.findByPixelId(`px-${index % 7}`)),
  );
  expect(flood.every((found) => found === null)).toBe(true);
  // The first goes by itself; all that came meanwhile share the second.
  expect(lookups.map(({ pixelIds }) => pixelIds.length)).toEqual([1, 7]);
  known = [affiliate('3', { pixelId: 'px-3' })];
  expect(await directory.findByPixelId('px-3')).toMatchObject({ handle: '3' });
});

test('archived affiliates are not there, nor is one that was forgotten', async () => {
  known = [affiliate('gone', { status: 'archived' }), affiliate('anna')];
  expect(await directory.findByHandle('gone')).toBeNull();
  const anna = await directory.findByHandle('anna');
  known = [];
  if (anna !== null) directory.forget(anna);
  expect(await directory.findByHandle('anna')).toBeNull();
  expect(await directory.findByPixelId('px-anna')).toBeNull();
});

test('a look-up that fails fails for those who asked, and the next one is tried', async () => {
  failure = new Error('away');
  await expect(directory.findByHandle('anna')).rejects.toThrow('away');
  failure = null;
  known = [affiliate('anna')];
  expect(await directory.findByHandle('anna')).not.toBeNull();
});

test('peek answers from memory, and loads what is old again', async () => {
  known = [affiliate('anna', { allowedOrigins: ['https://old.example'] })];
  expect(directory.peekByHandle('anna')).toBeUndefined();
  await directory.findByHandle('anna');
  known = [affiliate('anna', { allowedOrigins: ['https://new.example'] })];
  now = 1_000;
  expect(directory.peekByHandle('anna')?.allowedOrigins).toEqual(['https://old.example']);
  expect(lookups).toHaveLength(1);
  now = 3_000;
  expect(directory.peekByHandle('anna')?.allowedOrigins).toEqual(['https://old.example']);
  await new Promise(setImmediate);
  expect(directory.peekByHandle('anna')?.allowedOrigins).toEqual(['https://new.example']);
  expect(lookups).toHaveLength(2);
  // A database that is away leaves what is known in place; an affiliate that left goes.
  failure = new Error('away');
  now = 6_000;
  directory.peekByHandle('anna');
  await new Promise(setImmediate);
  expect(directory.peekByHandle('anna')).toBeDefined();
  failure = null;
  known = [];
  now = 9_000;
  directory.peekByHandle('anna');
  await new Promise(setImmediate);
  expect(directory.peekByHandle('anna')).toBeUndefined();
});
