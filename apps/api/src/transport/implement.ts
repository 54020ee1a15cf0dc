import type { Contract, Entry } from '@dreamteamhub/sdk/contract';
import { type AnyTRPCRouter, initTRPC, TRPCError } from '@trpc/server';
import { ZodError, type z } from 'zod';
import { AppError } from '../app-error.ts';
import type { RequestContext } from './context.ts';
import { errorTable, fromZodError, toAppError } from './errors.ts';
import { guard } from './guard.ts';

/** What an entry's handler is: its checked input and its request in, its output out. */
type Handler<E extends Entry> = (call: {
  input: z.output<E['input']>;
  ctx: RequestContext;
}) => Promise<z.input<E['output']>>;

/** A handler for every entry; a missing one, or one that answers another shape, does not compile. */
export type Handlers<Entries extends Readonly<Record<string, Entry>>> = {
  [Name in keyof Entries]: Handler<Entries[Name]>;
};

/** A contract with its handlers, ready to be served. */
export interface Implementation {
  contract: Contract;
  router: AnyTRPCRouter;
  /** Calls a procedure as tRPC would: guard, input, handler, output. */
  call(path: { domain: string; name: string }, ctx: RequestContext, input: unknown): Promise<unknown>;
}

const t = initTRPC.context<RequestContext>().create({
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

/** Turns a contract and its handlers into guarded tRPC procedures. */
export function implement<C extends Contract>(
  contract: C,
  handlers: { [Domain in keyof C]: Handlers<C[Domain]> },
): Implementation {
  const domains = Object.entries(contract).map(([domain, entries]) => {
    const procedures = Object.entries(entries).map(([name, entry]) => {
      const handler = (handlers[domain] as unknown as Record<string, Handler<Entry>>)[name];
      if (handler === undefined) throw new Error(`${domain}.${name} has no handler`);
      return [name, procedure(entry, handler)] as const;
    });
    return [domain, t.router(Object.fromEntries(procedures))] as const;
  });
  const router = t.router(Object.fromEntries(domains));
  const createCaller = t.createCallerFactory(router);
  return {
    contract,
    router,
    async call({ domain, name }, ctx, input) {
      const caller = createCaller(ctx) as unknown as Record<
        string,
        Record<string, (input: unknown) => unknown>
      >;
      return caller[domain]?.[name]?.(input);
    },
  };
}

function procedure(entry: Entry, handler: Handler<Entry>) {
  const guarded = t.procedure.use(async ({ ctx, next }) => {
    await asTrpc(guard(entry, ctx));
    return next();
  });
  const resolver = ({ ctx, input }: { ctx: RequestContext; input: unknown }) =>
    asTrpc(handler({ ctx, input }).then((output) => entry.output.parse(output)));
  const checked = guarded.input((raw: unknown) => parseInput(entry, raw));
  return entry.kind === 'query' ? checked.query(resolver) : checked.mutation(resolver);
}

/** Gives a failure tRPC's code; the error itself travels as the cause. */
async function asTrpc<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const appError = error instanceof ZodError ? brokenPromise(error) : toAppError(error);
    throw new TRPCError({ code: errorTable[appError.code].trpc, message: appError.message, cause: appError });
  }
}

// An output that is not what the contract says is our fault, not the caller's.
function brokenPromise(error: ZodError): AppError {
  return new AppError('internal', 'the hub’s answer was not what its contract promises', { cause: error });
}

function parseInput(entry: Entry, raw: unknown): unknown {
  const result = entry.input.safeParse(withoutDirection(raw ?? {}));
  if (result.success) return result.data;
  throw fromZodError(result.error);
}

// tRPC's infinite queries send which way they page beside the cursor; our lists go one way only.
function withoutDirection(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('direction' in raw)) return raw;
  const { direction, ...input } = raw;
  return direction === 'forward' ? input : raw;
}
