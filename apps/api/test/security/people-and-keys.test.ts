import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { issueKey } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
});
afterAll(() => hub.stop());

test('a key reads that a person did something, and not who', async () => {
  const person = await signedIn(hub);
  const act = async (url: string, body: unknown) => {
    const answer = await call(hub, { method: 'POST', url, body, headers: person });
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  await act('/api/inventory/products', { sku: 'S-1', name: 'Shirt', stock: 50, threshold: 5 });
  await act('/api/inventory/imports', { fileName: 'a.csv', csv: 'sku,stock\nS-1,3\n' });
  await act('/trpc/admin/inventory.adjustStock', { sku: 'S-1', quantityDelta: -48, reason: 'adjusted' });
  await hub.deps.services.alerts.scanAndList();
  const { headers } = await signedInAnswer(person);
  expect(headers).toContain(OPERATOR.email);

  const { key } = await issueKey(hub, 'secret');
  const asKey = { authorization: `Bearer ${key}` };
  const read = async (url: string) =>
    JSON.stringify((await call(hub, { method: 'GET', url, headers: asKey })).body);
  const [episode] = (
    await call(hub, { method: 'GET', url: trpc('alerts.listEpisodes', { limit: 10 }), headers: person })
  ).body.result.data.items;
  await act('/trpc/admin/alerts.acknowledgeEpisodes', { ids: [episode.id] });
  const answers = await Promise.all([
    read('/api/inventory/events'),
    read('/api/inventory/imports'),
    read(trpc('inventory.listEvents', {})),
    read(trpc('alerts.listEpisodes', { limit: 10 })),
    read(trpc('alerts.getEpisode', { id: episode.id })),
    read(trpc('ops.getOverview', {})),
  ]);
  for (const answer of answers) expect(answer).not.toContain('@');
  expect(answers.join()).toContain('a person');
});

test('a key reads that a person moved money, and not who', async () => {
  const person = await signedIn(hub);
  const other = await signedIn(hub, await createPerson(hub, 'operator'));
  const post = async (url: string, body: unknown, headers: Record<string, string>) => {
    const answer = await call(hub, { method: 'POST', url, body, headers });
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  const { id: affiliateId } = await post('/api/affiliates', { handle: 'gifted', name: 'Gifted' }, person);
  const gift = { affiliateId, amount: '5', reason: 'a gift' };
  const { id } = await post('/api/ledger/adjustments', gift, person);
  await post(`/api/ledger/adjustments/${id}/decision`, { decision: 'approve' }, other);

  const { key } = await issueKey(hub, 'secret', { scopes: ['money:read'] });
  const asKey = { authorization: `Bearer ${key}` };
  const read = async (url: string) => (await call(hub, { method: 'GET', url, headers: asKey })).body;
  const somebody = 'a person';
  expect(await read('/api/ledger/adjustments')).toMatchObject([{ createdBy: somebody, decidedBy: somebody }]);
  expect(await read(`/api/ledger/transfers?affiliateId=${affiliateId}`)).toMatchObject([{ actor: somebody }]);
});

const trpc = (path: string, input: object) =>
  `/trpc/admin/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;

/** What the same person's own page shows. */
async function signedInAnswer(headers: Record<string, string>) {
  const answer = await call(hub, { method: 'GET', url: trpc('inventory.listEvents', {}), headers });
  return { headers: JSON.stringify(answer.body) };
}
