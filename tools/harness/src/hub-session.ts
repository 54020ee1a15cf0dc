import { readSetupLink } from './product.ts';

/** The first person of a new hub. */
export const OWNER = { name: 'Olivia', email: 'olivia@shop.example', password: 'correct horse battery' };

/** A person who has signed in, and asks as the pages of the app do. */
export interface HubSession {
  /** Calls a query of the contract, such as `orders.listOrders`; throws what the hub refused. */
  query(procedure: string, input: Record<string, unknown>): Promise<unknown>;
  /** Calls a mutation of the contract, as the app's own page does; throws what the hub refused. */
  change(procedure: string, input: Record<string, unknown>): Promise<unknown>;
  /** The cookies that a browser would send. */
  readonly cookie: string;
}

/** Makes the first person of a new hub, an owner, with the link in its data folder, and signs in. */
export async function openSession(origin: string, dataDir: string): Promise<HubSession> {
  const token = new URL(await readSetupLink(dataDir)).searchParams.get('token');
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  await post('/trpc/admin/ops.createFirstOperator', { token, ...OWNER });
  const { email, password } = OWNER;
  const signedIn = await post('/api/auth/sign-in/email', { email, password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    cookie,
    async change(procedure, input) {
      const response = await fetch(`${origin}/trpc/admin/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`${procedure} answered ${response.status}: ${await response.text()}`);
      return ((await response.json()) as { result: { data: unknown } }).result.data;
    },
    async query(procedure, input) {
      const url = `${origin}/trpc/admin/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
      const response = await fetch(url, { headers: { cookie } });
      if (!response.ok) throw new Error(`${procedure} answered ${response.status}: ${await response.text()}`);
      return ((await response.json()) as { result: { data: unknown } }).result.data;
    },
  };
}
