import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { z } from 'zod';
import type { HubErrorCode } from '../tracker-error.ts';
import type { Contract, Entry } from './entry.ts';

/** What travels beside tRPC's own error data: the hub's code and, for bad input, the fields. */
interface WireErrorShape extends TRPCDefaultErrorShape {
  readonly data: TRPCDefaultErrorShape['data'] & {
    readonly hubCode: HubErrorCode;
    readonly details?: unknown;
  };
}

interface WireRoot {
  ctx: object;
  meta: object;
  errorShape: WireErrorShape;
  transformer: false;
}

interface WireProcedure<E extends Entry> {
  // A query that needs nothing may be called with nothing: `{}` is implied.
  // biome-ignore lint/suspicious/noConfusingVoidType: tRPC's clients make an argument optional through `void`.
  input: Record<string, never> extends z.input<E['input']> ? z.input<E['input']> | void : z.input<E['input']>;
  output: z.output<E['output']>;
  meta: object;
}

/** A message with its id, which the next stream continues after. */
interface WireMessage<E extends Entry> {
  id: string;
  data: z.output<E['output']>;
}

interface WireSubscription<E extends Entry> extends Omit<WireProcedure<E>, 'output'> {
  output: AsyncIterable<WireMessage<E>>;
}

type WireEntry<E extends Entry> = E['kind'] extends 'subscription'
  ? TRPCSubscriptionProcedure<WireSubscription<E>>
  : E['kind'] extends 'query'
    ? TRPCQueryProcedure<WireProcedure<E>>
    : TRPCMutationProcedure<WireProcedure<E>>;

/**
 * A contract as a tRPC router type: `createTRPCClient` and `createTRPCReact` infer inputs, outputs and paths
 * from it without one line of server code.
 */
export type WireRouter<C extends Contract> = TRPCBuiltRouter<
  WireRoot,
  { [Domain in keyof C]: { [Name in keyof C[Domain]]: WireEntry<C[Domain][Name]> } }
>;

/** Inputs by domain and procedure. */
export type WireInputs<C extends Contract> = inferRouterInputs<WireRouter<C>>;

/** Outputs by domain and procedure. */
export type WireOutputs<C extends Contract> = inferRouterOutputs<WireRouter<C>>;
