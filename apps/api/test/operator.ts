import type { TestHub } from './hub-fixture.ts';

/** Where the hub's own pages live in these tests. */
export const HUB_HOST = 'hub.example';
export const HUB_ORIGIN = `http://${HUB_HOST}`;

export const OPERATOR = { email: 'olivia@shop.example', password: 'correct horse battery' };

/** Sends a sign-in form as the hub's own page does. */
export function signIn(
  hub: TestHub,
  form: { email: string; password: string },
  headers: Record<string, string> = {},
) {
  return hub.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { host: HUB_HOST, origin: HUB_ORIGIN, ...headers },
    payload: form,
  });
}

/** Creates the first operator through a one-time link. */
export async function createOperator(hub: TestHub): Promise<void> {
  const token = await hub.deps.services.people.issueSetupToken();
  if (token === null) throw new Error('this hub has an operator already');
  await hub.deps.services.people.createFirstOperator({ token, name: 'Olivia', ...OPERATOR });
}

/** The headers that the hub's own page sends once {@link OPERATOR} has signed in. */
export async function signedIn(hub: TestHub) {
  const response = await signIn(hub, OPERATOR);
  const cookie = response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
  if (response.statusCode !== 200 || cookie === '') throw new Error(`sign-in failed: ${response.body}`);
  return { host: HUB_HOST, origin: HUB_ORIGIN, cookie };
}
