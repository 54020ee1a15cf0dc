import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { earn, move, partner } from '../ledger/money-in-hand.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

let hub: TestHub;
let owner: Record<string, string>;
let operator: Record<string, string>;
beforeEach(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  operator = await signedIn(hub, await createPerson(hub, 'operator'));
});
afterEach(() => hub.stop());

interface Item {
  id: number;
  reference: string;
  amount: string;
  state: string;
  reason: string | null;
  providerStatus: string | null;
}

async function good<Answer>(answer: Promise<{ status: number; body: Answer }>): Promise<Answer> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

const post = (url: string, body: unknown = {}, headers = owner) =>
  call(hub, { method: 'POST', url, headers, body });

/** A batch of 10.00, 20.00 and 30.00 that was handed over, by a list that a person pays from. */
async function submitted(): Promise<{ id: number; messageId: string; items: Item[] }> {
  for (const [place, revenue] of ['100', '200', '300'].entries()) {
    const affiliate = await partner(hub, `paid-${place}`);
    await move(hub, owner, await earn(hub, affiliate, revenue), 'approve');
    await good(
      call(hub, {
        ...{ method: 'PUT', url: `/api/affiliates/${affiliate.id}/payout-details`, headers: owner },
        body: { method: 'other', note: 'by cheque', password: OPERATOR.password },
      }),
    );
  }
  const draft = await good(post('/api/payouts/batches', { rail: 'csv', currency: 'USD' }, operator));
  await good(post(`/api/payouts/batches/${draft.id}/approve`));
  return good(post(`/api/payouts/batches/${draft.id}/submit`));
}

const answer = (id: number, file: string, name?: string) =>
  post(`/api/payouts/batches/${id}/answers`, { file, ...(name === undefined ? {} : { name }) });

const report = (messageId: string, payments: [string, string, string?][]) =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-01-01T10:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>
${payments
  .map(
    ([reference, status, code]) =>
      `<TxInfAndSts><OrgnlEndToEndId>${reference}</OrgnlEndToEndId><TxSts>${status}</TxSts>${code === undefined ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`}</TxInfAndSts>`,
  )
  .join('\n')}
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;

const statesOf = (items: readonly Item[]) => items.map(({ state }) => state);

test('a bank’s report says of each payment what became of it, and the same one again nothing', async () => {
  const { id, messageId, items } = await submitted();
  const [first, second] = items.map(({ reference }) => reference) as [string, string, string];
  const file = report(messageId, [
    [first, 'ACSC'],
    [second, 'RJCT', 'AC04'],
    ['P9', 'RJCT'],
  ]);
  const { batch, ...counts } = await good(answer(id, file, 'report.xml'));
  expect(counts).toEqual({ format: 'pain.002', applied: 2, stale: 0, mismatched: 0, unknown: ['P9'] });
  expect(statesOf(batch.items)).toEqual(['paid', 'failed', 'sent']);
  expect(batch.items[1]).toMatchObject({ reason: 'AC04: the account is closed', providerStatus: 'RJCT' });
  expect(await good(answer(id, file))).toMatchObject({ applied: 0, stale: 2, mismatched: 0 });
  const [line] = await query<{ subject: string; after: object }>(
    hub,
    sql`SELECT after FROM audit_log WHERE action = 'payouts.answerBatch' ORDER BY id LIMIT 1`,
  );
  expect(line?.after).toMatchObject({ file: 'report.xml', format: 'pain.002', payments: 2 });
  // What failed can be paid by another batch; what a list says later of the third settles this one.
  const list = `Referenz;Status;Betrag\n${items[2]?.reference};ausgeführt;29,50\n`;
  expect(await good(answer(id, list))).toMatchObject({ format: 'csv', applied: 0, mismatched: 1 });
  const paid = await good(
    call(hub, { method: 'GET', url: `/api/payouts/items/${items[2]?.id}`, headers: owner }),
  );
  expect(paid).toMatchObject({
    state: 'mismatched',
    events: [{ source: 'bankFile', status: 'ausgeführt', amount: '29.50', outcome: 'contradicting' }],
  });
});

test('an account’s bookings pay, and take back what came back', async () => {
  const { id, items } = await submitted();
  const [first, second, third] = items.map(({ reference }) => reference) as [string, string, string];
  const bookings = `Buchungstag;Verwendungszweck;Betrag
02.01.2026;RETOURE EREF+${first};10,00
01.01.2026;EREF+${first} SVWZ+Commission;-10,00
01.01.2026;Miete;-800,00
01.01.2026;EREF+${second.toLowerCase()};-20,00
01.01.2026;EREF+${third};-30,00
`;
  const { batch, ...counts } = await good(answer(id, bookings));
  expect(counts).toEqual({ format: 'csv', applied: 4, stale: 0, mismatched: 0, unknown: [] });
  expect(statesOf(batch.items)).toEqual(['returned', 'paid', 'paid']);
  expect(batch.state).toBe('partly');
  // Also of one that was paid and came back by the same file.
  const statuses = await query<{ status: string }>(hub, sql`SELECT status FROM aff_attributions ORDER BY id`);
  expect(statuses.map(({ status }) => status)).toEqual(['approved', 'paid', 'paid']);
});

test('an account’s movements in XML pay; what left twice is set aside, and what a bank kept is a cost', async () => {
  const { id, items } = await submitted();
  const entry = (reference: string, day: string, amount: string, way = 'DBIT') =>
    `<Ntry><Amt Ccy="USD">${amount}</Amt><CdtDbtInd>${way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-${day}</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`;
  const [first, second, third] = items.map(({ reference }) => reference) as [string, string, string];
  const file = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
${entry(first, '01', '10.00')}${entry(first, '02', '10.00')}${entry(second, '01', '20.00')}
${entry(third, '03', '27.50', 'CRDT')}${entry(third, '01', '30.00')}</Stmt></BkToCstmrStmt></Document>`;
  const { batch, ...counts } = await good(answer(id, file));
  expect(counts).toEqual({ format: 'camt', applied: 3, stale: 0, mismatched: 1, unknown: [] });
  expect(statesOf(batch.items)).toEqual(['mismatched', 'paid', 'returned']);
  expect(await good(answer(id, file))).toMatchObject({ applied: 0, stale: 4, mismatched: 0 });
  const { accounts } = await good(call(hub, { method: 'GET', url: '/api/ledger/accounts', headers: owner }));
  const of = (wanted: string) => accounts.find(({ kind }: { kind: string }) => kind === wanted);
  expect(of('suspense')).toMatchObject({ debits: '10.00' });
  expect(of('expense.payout_fee')).toMatchObject({ debits: '2.50' });
  // 10.00 twice, 20.00, and what was kept of 30.00.
  expect(of('cash.csv')).toMatchObject({ debits: '30.00', credits: '72.50' });
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
});

test('what is about another batch or cannot be read changes nothing', async () => {
  const { id, messageId, items } = await submitted();
  const reference = items[0]?.reference ?? '';
  const refused = async (file: string) => {
    const { status, body } = await answer(id, file);
    return [status, body.error.message];
  };
  expect(await refused(report('HUB0-1-X', [[reference, 'RJCT']]))).toEqual([
    409,
    `file: answers batch HUB0-1-X, not this one (${messageId})`,
  ]);
  expect(await refused('reference,status\nP9,paid')).toEqual([
    400,
    expect.stringMatching(/^file: no line has a reference of this batch/),
  ]);
  const halfRead = `reference,status\n${reference},paid\n${items[1]?.reference},maybe`;
  expect(await refused(halfRead)).toEqual([400, expect.stringMatching(/^file: line 3: "maybe"/)]);
  expect(await refused('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toEqual([
    400,
    expect.stringMatching(/document type/),
  ]);
  expect((await answer(9999, 'x')).status).toBe(404);
  const after = await good(call(hub, { method: 'GET', url: `/api/payouts/batches/${id}`, headers: owner }));
  expect(statesOf(after.items)).toEqual(['sent', 'sent', 'sent']);
});

test('a batch that was not handed over has no answer', async () => {
  const affiliate = await partner(hub, 'draft');
  await move(hub, owner, await earn(hub, affiliate, '100'), 'approve');
  const draft = await good(post('/api/payouts/batches', { rail: 'manual', currency: 'USD' }, operator));
  expect((await answer(draft.id, 'reference,status\nP1,paid')).status).toBe(409);
});
