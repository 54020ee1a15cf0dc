import { admin, type Contract, type Entry, tracking } from '@dreamteamhub/sdk/contract';
import type { TestHub } from './hub-fixture.ts';

/** An entry of the contract with where it is served. */
export interface NamedEntry {
  /** As in `affiliates.createAffiliate`. */
  path: string;
  prefix: '/trpc/admin' | '/trpc/tracking';
  entry: Entry;
}

/** Everything that the hub serves: tests that walk this list take up a new entry by themselves. */
export const namedEntries: readonly NamedEntry[] = [
  ...named('/trpc/tracking', tracking),
  ...named('/trpc/admin', admin),
];

/** The entries that have a REST row. */
export const restEntries = namedEntries.filter(({ entry }) => entry.rest !== undefined);

function named(prefix: NamedEntry['prefix'], contract: Contract): NamedEntry[] {
  return Object.entries(contract).flatMap(([domain, entries]) =>
    Object.entries(entries).map(([name, entry]) => ({ path: `${domain}.${name}`, prefix, entry })),
  );
}

/** The entries that are called by a second name as well, with the name that they had first. */
export const aliases = namedEntries.flatMap((alias) => {
  const original = namedEntries.find((other) => other.path !== alias.path && isSame(other, alias));
  return original === undefined || alias.entry.rest !== undefined ? [] : [{ alias, original }];
});

/** The entries, each once. */
export const uniqueEntries = namedEntries.filter((entry) => !aliases.some(({ alias }) => alias === entry));

function isSame({ entry: one }: NamedEntry, { entry: other }: NamedEntry): boolean {
  return one.input === other.input && one.output === other.output && one.summary === other.summary;
}

/** The entry of a path; throws when the contract has none. */
export function entryAt(path: string): NamedEntry {
  const found = namedEntries.find((candidate) => candidate.path === path);
  if (found === undefined) throw new Error(`the contract has no ${path}`);
  return found;
}

/** Method and path of an entry's REST row. */
export function restRoute({ entry }: NamedEntry): { method: 'GET' | 'POST' | 'PUT' | 'PATCH'; path: string } {
  const [method, path] = (entry.rest?.route ?? '').split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH', string];
  return { method, path };
}

let addresses = 0;

/** An address that nobody has used: what one caller got wrong limits no other. */
export function newAddress(): string {
  addresses += 1;
  return `198.${18 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/**
 * Calls an entry as a tRPC client does: a query in the address, a mutation in the body. Of a subscription it takes the
 * first message, or the refusal, whose status is in it.
 */
export async function callTrpc(
  hub: TestHub,
  target: NamedEntry,
  request: { input?: unknown; headers: Record<string, string> },
) {
  if (target.entry.kind === 'subscription') return firstMessage(hub, target, request);
  const { path, prefix, entry } = target;
  const input = JSON.stringify(request.input ?? {});
  const response = await hub.app.inject(
    entry.kind === 'query'
      ? {
          method: 'GET',
          url: `${prefix}/${path}?input=${encodeURIComponent(input)}`,
          remoteAddress: newAddress(),
          headers: request.headers,
        }
      : {
          method: 'POST',
          url: `${prefix}/${path}`,
          remoteAddress: newAddress(),
          headers: { 'content-type': 'application/json', ...request.headers },
          payload: input,
        },
  );
  const body = JSON.parse(response.body);
  return { status: response.statusCode, data: body.result?.data, error: body.error, text: response.body };
}

async function firstMessage(
  hub: TestHub,
  { path, prefix }: NamedEntry,
  { input = {}, headers }: { input?: unknown; headers: Record<string, string> },
) {
  const response = await hub.app.inject({
    method: 'GET',
    url: `${prefix}/${path}?input=${encodeURIComponent(JSON.stringify(input))}`,
    remoteAddress: newAddress(),
    headers,
    payloadAsStream: true,
  });
  const body = response.stream();
  let text = '';
  for await (const chunk of body) {
    text += chunk;
    const message = /^(?:event: (serialized-error)\n)?data: (\{.*)\n(?:id: .*\n)?\n/m.exec(
      text.replace(/^event: connected\ndata: .*\n\n\n/, ''),
    );
    if (message === null) continue;
    body.destroy();
    const told = JSON.parse(message[2] ?? '');
    if (message[1] === undefined) return { status: response.statusCode, data: told, error: undefined, text };
    return { status: told.data.httpStatus as number, data: undefined, error: told, text };
  }
  throw new Error(`the stream ended without a message: ${text}`);
}

/** Calls an entry's REST row with the same input: path parameters from it, the rest in query or body. */
export async function callRest(
  hub: TestHub,
  target: NamedEntry,
  request: { input?: Record<string, unknown>; headers: Record<string, string> },
) {
  const { method, path } = restRoute(target);
  const rest = { ...request.input };
  let url = path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = encodeURIComponent(String(rest[name]));
    delete rest[name];
    return value;
  });
  if (method === 'GET') {
    const query = new URLSearchParams(
      Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]),
    );
    if (query.size > 0) url += `?${query}`;
  }
  const response = await hub.app.inject({
    method,
    url,
    remoteAddress: newAddress(),
    headers: request.headers,
    ...(method === 'GET' ? {} : { payload: rest }),
  });
  const body = JSON.parse(response.body);
  return { status: response.statusCode, headers: response.headers, body, error: body.error };
}
