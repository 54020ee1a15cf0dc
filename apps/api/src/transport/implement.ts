import type { Contract, Entry } from '@dreamteamhub/sdk/contract';
import { type AnyTRPCRouter, initTRPC, TRPCError } from '@trpc/server';
import type { z } from 'zod';
import { isTestMode, type ObservedCall, type RequestContext } from './context.ts';
import { errorTable, toAppError } from './errors.ts';
import { guard } from './guard.ts';
import { inputOf, outputFor } from './promise.ts';
import { type StreamHandler, type Streams, stream } from './stream.ts';

/** An entry's handler: takes the checked input and the request's context, returns the output, or streams it. */
type Handler<E extends Entry> = E['kind'] extends 'subscription'
  ? StreamHandler<E>
  : (call: { input: z.output<E['input']>; ctx: RequestContext }) => Promise<z.input<E['output']>>;

type AnyHandler = (call: { input: unknown; ctx: RequestContext }) => Promise<unknown>;

/** A handler for every entry; a missing one, or one that returns another shape, does not compile. */
export type Handlers<Entries extends Readonly<Record<string, Entry>>> = {
  [Name in keyof Entries]: Handler<Entries[Name]>;
};

/** A second handler for every entry that test keys may call; a missing one does not compile. */
export type TestHandlers<Entries extends Readonly<Record<string, Entry>>> = {
  [Name in keyof Entries as Entries[Name] extends { readonly testMode: true } ? Name : never]: Handler<
    Entries[Name]
  >;
};

/** A contract with its handlers, ready to be served. */
export interface Implementation {
  contract: Contract;
  router: AnyTRPCRouter;
  /** Returns the procedure at a path; throws when there is none. */
  procedure(path: { domain: string; name: string }): Procedure;
}

/** A guarded procedure; `toAppError` takes what it rejects with. */
type Procedure = (ctx: RequestContext, input: unknown) => Promise<unknown>;

/** A comment keeps proxies and clients from taking a quiet stream for a dead one. */
const PING_MILLISECONDS = 15_000;
/** More than two pings: one that is late is no reason to open the stream again. */
const SILENCE_MILLISECONDS = 40_000;

const t = initTRPC.context<RequestContext>().create({
  sse: {
    ping: { enabled: true, intervalMs: PING_MILLISECONDS },
    client: { reconnectAfterInactivityMs: SILENCE_MILLISECONDS },
  },
  // Otherwise error bodies carry a stack wherever NODE_ENV is not "production".
  isDev: false,
  errorFormatter({ shape, error }) {
    const appError = toAppError(error);
    const { trpc, http } = errorTable[appError.code];
    return {
      ...shape,
      message: appError.message,
      data: {
        ...shape.data,
        code: trpc,
        httpStatus: http,
        hubCode: appError.code,
        details: appError.details,
      },
    };
  },
});

/** Is told how calls ended that report events. */
type Observe = (call: ObservedCall) => void;

/**
 * Turns a contract and its handlers into guarded procedures, for tRPC and for callers by name. A test key reaches only
 * the handlers of test mode, so that none of the others has to think of it.
 */
export function implement<C extends Contract>(
  contract: C,
  {
    handlers,
    testHandlers,
    observe = () => undefined,
    streams = {},
  }: {
    handlers: { [Domain in keyof C]: Handlers<C[Domain]> };
    testHandlers: { [Domain in keyof C]?: TestHandlers<C[Domain]> };
    observe?: Observe;
    streams?: Streams;
  },
): Implementation {
  const procedures = new Map<string, Procedure>();
  const domains = Object.entries(contract).map(([domain, entries]) => {
    const routes = Object.entries(entries).map(([name, entry]) => {
      const handler = handlerAt(handlers[domain], name);
      if (handler === undefined) throw new Error(`${domain}.${name} has no handler`);
      if (entry.kind === 'subscription') return [name, trpcStream(entry, handler, streams)] as const;
      const testHandler = handlerAt(testHandlers[domain], name);
      if ((testHandler !== undefined) !== (entry.testMode === true)) {
        throw new Error(`${domain}.${name} and its handlers disagree about test mode`);
      }
      const perform = procedure({ entry, name, handler, testHandler, observe });
      procedures.set(`${domain}.${name}`, perform);
      return [name, trpcProcedure(entry, perform)] as const;
    });
    return [domain, t.router(Object.fromEntries(routes))] as const;
  });
  return {
    contract,
    router: t.router(Object.fromEntries(domains)),
    procedure({ domain, name }) {
      const perform = procedures.get(`${domain}.${name}`);
      if (perform === undefined) throw new Error(`there is no procedure ${domain}.${name}`);
      return perform;
    },
  };
}

// The contract's types say which entry a handler is of; by name alone, that is lost.
function handlerAt(handlers: unknown, name: string): AnyHandler | undefined {
  return (handlers as Record<string, AnyHandler> | undefined)?.[name];
}

interface Served {
  entry: Entry;
  name: string;
  handler: AnyHandler;
  testHandler: AnyHandler | undefined;
  observe: Observe;
}

/** The one way through an entry for every caller: guard, input, handler, output. */
function procedure(served: Served): Procedure {
  const { entry, handler, testHandler } = served;
  const tell = teller(served);
  return async (ctx, raw) => {
    let isTest = false;
    try {
      const credential = await guard(entry, ctx);
      isTest = isTestMode(credential);
      const perform = isTest && testHandler !== undefined ? testHandler : handler;
      const output = await perform({ ctx, input: inputOf(entry, raw) });
      const promised = outputFor(entry, credential, output);
      tell({ raw, ctx, isTest, output: promised });
      return promised;
    } catch (error) {
      const inTestMode = isTest || (await isInTestMode(ctx));
      tell({ raw, ctx, isTest: inTestMode, error: toAppError(error), thrown: error });
      throw error;
    }
  };
}

/** Returns what tells how calls of an entry ended: those that report events, and all that are tried in test mode. */
function teller({ entry, name, observe }: Served): (call: Omit<ObservedCall, 'name'>) => void {
  const isReport = entry.scope === 'events:write';
  if (!isReport && entry.testMode !== true) return () => undefined;
  return (call) => {
    if (!isReport && !call.isTest) return;
    try {
      observe({ name, ...call });
    } catch {
      // Whoever only looks on must not fail the call.
    }
  };
}

/** Of a request that was refused: its key may have been found all the same. */
async function isInTestMode(ctx: RequestContext): Promise<boolean> {
  const credential = await ctx.keyCredential().catch(() => null);
  return credential !== null && isTestMode(credential);
}

function trpcProcedure(entry: Entry, perform: Procedure) {
  // tRPC passes the input on unchecked: the entry's schema is applied once, after the guard.
  const open = t.procedure.input((raw: unknown) => raw);
  const resolver = ({ ctx, input }: { ctx: RequestContext; input: unknown }) => asTrpc(perform(ctx, input));
  return entry.kind === 'query' ? open.query(resolver) : open.mutation(resolver);
}

function trpcStream(entry: Entry, handler: AnyHandler, streams: Streams) {
  const open = t.procedure.input((raw: unknown) => raw);
  // By its type a handler of this entry; see `handlerAt`.
  const perform = handler as unknown as StreamHandler<Entry>;
  return open.subscription(({ ctx, input, signal }) =>
    asTrpc(stream({ entry, perform, ctx, raw: input, signal, ...streams })),
  );
}

/** Gives a failure tRPC's code; the error itself travels as the cause. */
async function asTrpc<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const appError = toAppError(error);
    throw new TRPCError({ code: errorTable[appError.code].trpc, message: appError.message, cause: appError });
  }
}
