import type { AuditActor } from '@dreamteamhub/db/audit';
import type { Role } from '@dreamteamhub/sdk/contract';

/** The caller of a service: whom the audit log names, and which storefront a key is bound to. */
export interface Caller extends AuditActor {
  /** The one storefront of a storefront's key; null for people, and for keys of all storefronts. */
  storefrontId: number | null;
}

/** A signed-in person. */
export interface PersonCaller extends Caller {
  id: string;
  sessionId: string;
  role: Role;
}

/** Anyone who runs a command on the hub's machine. */
export const COMMAND_LINE: Caller = {
  kind: 'command_line',
  id: null,
  requestId: null,
  network: null,
  storefrontId: null,
};

/** Returns a caller as the ledger names who caused a transfer: `person:…`, `key:…`, or the kind alone. */
export function actorOf({ kind, id }: AuditActor): string {
  return id === null ? kind : `${kind}:${id}`;
}

/** Fields of a row by name. */
export type Fields = Record<string, unknown>;

/** Returns the fields that a change alters, before and after, for the audit log; null when it alters none. */
export function difference<Row extends object>(
  was: Row,
  change: Partial<Row>,
): { before: Fields; after: Fields } | null {
  const before: Fields = {};
  const after: Fields = {};
  for (const key of Object.keys(change) as (keyof Row & string)[]) {
    if (isSame(was[key], change[key])) continue;
    before[key] = was[key];
    after[key] = change[key];
  }
  return Object.keys(after).length === 0 ? null : { before, after };
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
