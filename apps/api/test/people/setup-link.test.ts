import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SetupLinkOffer } from '../../src/domains/people/setup-link-offer.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { OPERATOR } from '../support/operator.ts';

let dataDir: string;
let hub: TestHub;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hub-setup-link-'));
  hub = await startTestHub({ env: { DATA_DIR: dataDir } });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await hub.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const link = () => readFile(join(dataDir, 'setup-link'), 'utf8').catch(() => null);
const tokenOf = (text: string | null) => new URL((text ?? '').trim()).searchParams.get('token') ?? '';

async function offer(folder = dataDir) {
  const { people } = hub.deps.services;
  const made = new SetupLinkOffer({ people, dataDir: folder, log: pino({ level: 'silent' }) });
  await made.make('http://hub.example', false);
  return made;
}

/** A minute passes, and what is done then is done. */
async function pass(...offers: SetupLinkOffer[]) {
  vi.advanceTimersByTime(60_000);
  for (const each of offers) await each.stop();
}

const use = (token: string) =>
  hub.app.inject({
    method: 'POST',
    url: '/trpc/admin/ops.createFirstOperator',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ token, name: 'Olivia', ...OPERATOR }),
  });

test('the file is gone with the answer to whoever used the link', async () => {
  const offered = await offer();
  const text = await link();
  expect(text).toMatch(/^http:\/\/hub\.example\/setup\?token=[\w-]{43}\n$/);
  await pass(offered);
  expect(await link()).toBe(text);
  expect((await use(tokenOf(text))).statusCode).toBe(200);
  expect(await link()).toBeNull();
});

test('a wrong token leaves it there', async () => {
  await offer();
  expect((await use('x'.repeat(43))).statusCode).toBe(403);
  expect(await link()).not.toBeNull();
});

test('the file goes when the link expires, and when it was used on another machine', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'hub-setup-link-'));
  try {
    const here = await offer();
    await hub.deps.db.execute(sql`UPDATE setup_links SET expires_at = now()`);
    await pass(here);
    expect(await link()).toBeNull();

    const offered = await offer(elsewhere);
    const there = () => readFile(join(elsewhere, 'setup-link'), 'utf8').catch(() => null);
    expect((await use(tokenOf(await there()))).statusCode).toBe(200);
    expect(await there()).not.toBeNull();
    await pass(offered);
    expect(await there()).toBeNull();
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
});

test('a newer link in the file stays when an older one is void', async () => {
  const older = await offer();
  const old = await link();
  const offered = await offer();
  const newer = await link();
  expect(newer).not.toBe(old);
  await pass(older, offered);
  expect(await link()).toBe(newer);
});

test('a start with an operator removes what a crash left', async () => {
  await offer();
  const token = tokenOf(await link());
  expect((await use(token)).statusCode).toBe(200);
  await offer();
  expect(await link()).toBeNull();
});
