import { randomBytes } from 'node:crypto';
import { PayoutSealDao } from '@dreamteamhub/db/payouts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filePlace, itemPlace, sealPayee } from '../../src/domains/payouts/payee.ts';
import { ResealService } from '../../src/domains/payouts/reseal-service.ts';
import { SecretBox } from '../../src/platform/secret-box.ts';
import { upkeepJob } from '../../src/platform/upkeep.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, OPERATOR, signedIn } from '../support/operator.ts';
import { count, newAffiliate, query } from '../support/shop.ts';

const [old, next] = [randomBytes(32), randomBytes(32)];
const PAYEE = { method: 'bank', holder: 'Ann', iban: 'DE89370400440532013000', bic: null } as const;

let hub: TestHub;
let owner: Record<string, string>;
let ann: number;
beforeAll(async () => {
  hub = await startTestHub({ works: true, encryptionKeys: [old], env: { MONEY_RETENTION_YEARS: '7' } });
  await createOperator(hub);
  owner = await signedIn(hub);
  ann = (await newAffiliate(hub, 'ann')).id;
  await put(`/api/affiliates/${ann}/payout-details`, { method: 'bank', holder: 'Ann', iban: PAYEE.iban });
  await put('/api/payouts/settings', {
    debtor: { name: 'Shop', iban: PAYEE.iban },
    paypal: { clientId: 'client-1234', clientSecret: 'very secret' },
  });
});
afterAll(() => hub.stop());

const put = (url: string, body: object, to = hub) =>
  call(to, { method: 'PUT', url, headers: owner, body: { password: OPERATOR.password, ...body } });

/** A batch with one item and a file, which ended some years ago. */
async function batch(state: string, yearsAgo: number, name: string): Promise<void> {
  const secrets = new SecretBox([old]);
  const [row] = await query<{ id: number }>(
    hub,
    sql`INSERT INTO payout_batches (storefront_id, rail, currency, state, total, item_count, created_by, approved_by, message_id,
                                    created_at, settled_at, is_self_approved)
        VALUES (1, 'sepa', 'USD', ${state}, 5, 1, 'x', 'x', ${name}, now() - make_interval(years => 20),
                now() - make_interval(years => ${yearsAgo}), true) RETURNING id::integer`,
  );
  const id = row?.id ?? 0;
  await hub.deps.db.execute(
    sql`UPDATE payout_batches SET file_sealed = ${secrets.seal('<file/>', filePlace(id))} WHERE id = ${id}`,
  );
  await hub.deps.db.execute(sql`
    INSERT INTO payout_items (batch_id, affiliate_id, amount, currency, payee_sealed, payee_hint, reference)
    VALUES (${id}, ${ann}, 5, 'USD', ${sealPayee(secrets, itemPlace(name), PAYEE)}, '…3000', ${name})`);
}

const kept = () =>
  query(
    hub,
    sql`SELECT message_id AS batch, file_sealed IS NOT NULL AS file, payee_sealed IS NOT NULL AS payee, payee_hint IS NOT NULL AS hint,
               amount::text, total::text
        FROM payout_batches AS batch JOIN payout_items ON batch_id = batch.id ORDER BY 1`,
  );

test('the night removes files and accounts of batches that ended long ago, and keeps ids and amounts', async () => {
  await batch('settled', 8, 'A-OLD');
  await batch('settled', 6, 'B-YOUNG');
  await batch('submitted', 8, 'C-OPEN');
  for (let night = 0; night < 2; night++) {
    await hub.deps.jobs.send(upkeepJob, {});
    await expect
      .poll(() => count(hub, sql`FROM pgboss.job WHERE name = ${upkeepJob.queue} AND state <> 'completed'`), {
        timeout: 20_000,
      })
      .toBe(0);
    const amounts = { amount: '5', total: '5' };
    expect(await kept()).toEqual([
      { batch: 'A-OLD', file: false, payee: false, hint: false, ...amounts },
      { batch: 'B-YOUNG', file: true, payee: true, hint: true, ...amounts },
      { batch: 'C-OPEN', file: true, payee: true, hint: true, ...amounts },
    ]);
  }
});

test('all that is sealed is sealed anew, and opens without the old key', async () => {
  const both = new ResealService({ db: hub.deps.db, secrets: new SecretBox([next, old]) });
  // Details, debtor, PayPal, two items and two files.
  expect(await both.reseal()).toBe(7);
  expect(await both.reseal()).toBe(0);
  const renewed = await startTestHub({ databaseUrl: hub.databaseUrl, encryptionKeys: [next] });
  const { payees, payoutSettings } = renewed.deps.services;
  expect((await payees.getUsable(renewed.deps.db, [ann])).get(ann)?.open()).toEqual(PAYEE);
  expect(await payoutSettings.getDebtor(1)).toEqual({ name: 'Shop', iban: PAYEE.iban, bic: null });
  expect(await payoutSettings.getPayPal(1)).toMatchObject({
    clientSecret: 'very secret',
    environment: 'live',
  });
  // Nobody seals anew while a key is missing.
  const lost = new ResealService({ db: hub.deps.db, secrets: new SecretBox([randomBytes(32)]) });
  await expect(lost.reseal()).rejects.toThrow('HUB_ENCRYPTION_KEY lacks the key');
  await renewed.stop();
});

test('without the key that is lost, what only it could open is removed', async () => {
  expect(await new PayoutSealDao(hub.deps.db).deleteSealed()).toEqual({ payees: 1, settings: 1, files: 2 });
  const { body } = await call(hub, { method: 'GET', url: '/api/payouts/settings', headers: owner });
  expect(body).toMatchObject({ debtor: null, paypal: null, rails: ['manual', 'csv'] });
  expect(await kept()).toMatchObject([{}, { file: false, payee: false }, { file: false, payee: false }]);
});
