import { expect, test, vi } from 'vitest';
import { createHubFetch } from './hub-fetch.ts';
import { SessionKeeper } from './session-keeper.ts';

const olivia = { name: 'Olivia', email: 'olivia@shop.example' };
const noah = { name: 'Noah', email: 'noah@shop.example' };

/** A page of Olivia's, a hub whose session can end, and what reached the hub. */
function page() {
  const hub: { session: typeof olivia | null; heard: string[] } = { session: olivia, heard: [] };
  const keeper = new SessionKeeper({
    whoIsHere: () => olivia,
    whoIsSignedIn: async () => hub.session,
  });
  const fetch = createHubFetch({
    signedIn: keeper.signedIn,
    signInAgain: keeper.signInAgain,
    fetch: async (_address, init) => {
      if (hub.session === null) return new Response(null, { status: 401 });
      hub.heard.push(`${hub.session.name}: ${init?.body}`);
      return new Response('{}');
    },
  });
  const save = (body: string) => fetch('/trpc', { method: 'POST', body });
  return { hub, keeper, fetch, save };
}

test('a form that was sent after the session had ended arrives after the sign-in', async () => {
  const { hub, keeper, save } = page();
  hub.session = null;
  const saved = save('what Olivia typed');
  await vi.waitFor(() => expect(keeper.state()).toEqual({ kind: 'ended' }));
  hub.session = olivia;
  expect(await keeper.check()).toBe(true);
  expect((await saved).status).toBe(200);
  expect(hub.heard).toEqual(['Olivia: what Olivia typed']);
  expect(keeper.state()).toEqual({ kind: 'fine' });
});

test('nothing is sent in the name of somebody else who signed in', async () => {
  const { hub, keeper, save } = page();
  hub.session = noah;
  expect(await keeper.check()).toBe(false);
  expect(keeper.state()).toEqual({ kind: 'other', name: 'Noah' });
  const saved = save('what Olivia typed');
  await new Promise((resolve) => setImmediate(resolve));
  expect(hub.heard).toEqual([]);
  hub.session = olivia;
  await keeper.check();
  await saved;
  expect(hub.heard).toEqual(['Olivia: what Olivia typed']);
});

test('whoever leaves gets the refusal', async () => {
  const { hub, keeper, fetch } = page();
  hub.session = null;
  const read = fetch('/trpc');
  await vi.waitFor(() => expect(keeper.state().kind).toBe('ended'));
  keeper.giveUp();
  expect((await read).status).toBe(401);
});

test('a page where nobody was signed in asks nobody', async () => {
  const keeper = new SessionKeeper({ whoIsHere: () => null, whoIsSignedIn: async () => null });
  expect(await keeper.signInAgain()).toBe(false);
  expect(await keeper.check()).toBe(true);
  expect(keeper.state()).toEqual({ kind: 'fine' });
});

test('a query is given up after 30 seconds, and a change is not', async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  const fetch = createHubFetch({
    fetch: async (_address, init) => {
      signals.push(init?.signal);
      return new Response('{}');
    },
  });
  await fetch('/trpc');
  await fetch('/trpc', { method: 'POST' });
  expect(timeout.mock.calls).toEqual([[30_000]]);
  expect(signals[0]).toBeInstanceOf(AbortSignal);
  expect(signals[1]).toBeUndefined();
});
