import type { z } from 'zod';

/**
 * Who may call an entry.
 *
 * - `anyone`: no credential needed (a pixel id or handle suffices); a key, when sent, must be valid.
 * - `key`: a publishable or a secret key.
 * - `admin`: a secret key or a signed-in operator.
 * - `operator`: a signed-in operator only: decisions that a person must answer for.
 */
export type Access = 'anyone' | 'key' | 'admin' | 'operator';

/** What REST needs beyond the procedure itself. */
export interface RestRow {
  /** Method and path in one string, parameters as `:name`, exactly as callers write it. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH'} /api/${string}`;
  /** Success status; 200 unless said otherwise. */
  readonly status?: 200 | 201;
  /** Answer with this field of the output (an array) instead of the whole; its cursor travels in a `Link` header. */
  readonly project?: 'items';
}

/** One procedure of the hub: the single source of its tRPC procedure, REST route, SDK type, access rule and docs. */
export interface Entry<
  Kind extends 'query' | 'mutation' = 'query' | 'mutation',
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly kind: Kind;
  readonly access: Access;
  /** One sentence for the reference docs. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  readonly rest?: RestRow;
  /** The largest request, where that is more than the hub takes otherwise. */
  readonly maxRequestBytes?: number;
}

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
