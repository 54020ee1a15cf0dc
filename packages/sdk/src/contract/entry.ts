import type { z } from 'zod';

/** What people of the team may do; each may do all that those after it may. Partners come with their portal, on a router of their own. */
export const ROLES = ['owner', 'operator', 'analyst'] as const;

export type Role = (typeof ROLES)[number];

/** What a secret key may be allowed. A publishable key writes events, and nothing else. */
export const SCOPES = [
  'events:write',
  'affiliates:read',
  'affiliates:write',
  'inventory:read',
  'inventory:write',
  'ops:read',
  'ops:write',
  'money:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * Who may call an entry.
 *
 * - `anyone`: no credential needed (a pixel id or handle suffices); a key, when sent, must be valid.
 * - `key`: a publishable or a secret key.
 * - a role: people who are signed in and have it, or a higher one.
 */
export type Access = 'anyone' | 'key' | Role;

/** What REST needs beyond the procedure itself. */
export interface RestRow {
  /** Method and path in one string, parameters as `:name`, exactly as callers write it. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH'} /api/${string}`;
  /** Success status; 200 unless said otherwise. */
  readonly status?: 200 | 201;
  /** The field of the output that says whether something was created: when it is false, the status is 200. */
  readonly createdField?: string;
  /** Answer with this field of the output (an array) instead of the whole; its cursor travels in a `Link` header. */
  readonly project?: 'items';
}

/** A subscription is a stream of messages, through tRPC alone. */
export type Kind = 'query' | 'mutation' | 'subscription';

/** One procedure of the hub: the single source of its tRPC procedure, REST route, SDK type, access rule and docs. */
export interface Entry<
  K extends Kind = Kind,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly kind: K;
  readonly access: Access;
  /** What a secret key needs to call it. Without one no secret key may: a person must answer for it. */
  readonly scope?: Scope;
  /** One sentence for the reference docs. */
  readonly summary: string;
  /** An input to begin with, for documents and collections made from them. */
  readonly example?: z.input<Input>;
  readonly input: Input;
  /** Of a subscription: one message of the stream. */
  readonly output: Output;
  /** Reads what a caller meant before the schema checks it: nothing is lost for how it was written. */
  readonly asMeant?: (raw: unknown) => unknown;
  readonly rest?: RestRow;
  /** The largest request, where that is more than the hub takes otherwise. */
  readonly maxRequestBytes?: number;
  /** Test keys may call it: they get the same answers and errors, and change nothing that counts. */
  readonly testMode?: true;
}

/** An entry that test keys may call; they are refused everywhere else. */
export type InTestMode<E extends Entry> = E & { readonly testMode: true };

/** A router's worth of entries: domain, then verb and noun, as in `affiliates.createAffiliate`. */
export type Contract = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

type Definition<Input extends z.ZodType, Output extends z.ZodType> = Omit<
  Entry<'query', Input, Output>,
  'kind'
>;

/** Declares a read. */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Definition<Input, Output>,
): Entry<'query', Input, Output> {
  return { kind: 'query', ...definition };
}

/** Declares a change. */
export function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Definition<Input, Output>,
): Entry<'mutation', Input, Output> {
  return { kind: 'mutation', ...definition };
}

/**
 * Declares a stream of messages, sent as server-sent events. Each message has an id: who opens the stream again with
 * `lastEventId` gets what came after it, so the input must have this field.
 */
export function subscription<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<Definition<Input, Output>, 'rest' | 'maxRequestBytes'>,
): Entry<'subscription', Input, Output> {
  return { kind: 'subscription', ...definition };
}

/** Lets test keys call an entry. The hub must have a second handler for it. */
export function inTestMode<E extends Entry>(entry: E): InTestMode<E> {
  return { ...entry, testMode: true };
}

/** The same entries under another name: their REST routes stay where they are. */
export function tRPCOnly<Entries extends Readonly<Record<string, Entry>>>(entries: Entries): Entries {
  return Object.fromEntries(
    Object.entries(entries).map(([name, { rest: _rest, ...entry }]) => [name, entry]),
  ) as Entries;
}
