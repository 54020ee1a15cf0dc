import type { Entry } from '@dreamteamhub/sdk/contract';
import { tracked } from '@trpc/server';
import type { z } from 'zod';
import { AppError } from '../platform/app-error.ts';
import type { Credential, RequestContext } from './context.ts';
import { toAppError } from './errors.ts';
import { guard } from './guard.ts';
import { inputOf, outputFor } from './promise.ts';

/** Streams messages until `signal` is aborted, which it must notice by itself. */
export type StreamHandler<E extends Entry> = (call: {
  input: z.output<E['input']>;
  ctx: RequestContext;
  signal: AbortSignal;
}) => AsyncIterable<{ id: string; data: z.input<E['output']> }>;

/** How streams are watched over. */
export interface Streams {
  /** How often the caller is proven anew: streams outlive sign-outs, and a cookie is only read at the start. */
  recheckMilliseconds?: number;
}

const RECHECK_MILLISECONDS = 30_000;

interface Call extends Streams {
  entry: Entry;
  perform: StreamHandler<Entry>;
  ctx: RequestContext;
  raw: unknown;
  /** Aborted when the caller goes away. */
  signal: AbortSignal | undefined;
}

/**
 * Opens the stream of a subscription, guarded as any other entry is; rejects as those do. Afterwards it ends with an
 * error once its caller may no longer read it.
 */
export async function stream(call: Call): Promise<AsyncIterable<unknown>> {
  const { entry, ctx, raw } = call;
  const credential = await guard(entry, ctx);
  return messages({ ...call, credential, input: inputOf(entry, raw) });
}

async function* messages({
  entry,
  perform,
  ctx,
  signal,
  credential,
  input,
  recheckMilliseconds = RECHECK_MILLISECONDS,
}: Call & { credential: Credential; input: unknown }): AsyncGenerator {
  const ended = new AbortController();
  const recheck = async () => {
    const problem = await lostRight(entry, ctx, credential);
    if (problem !== null) ended.abort(problem);
    else if (!ended.signal.aborted) again();
  };
  let timer: NodeJS.Timeout | undefined;
  // Streams that began together, as after a restart, are not all looked up at the same moment.
  const again = () => {
    timer = setTimeout(recheck, recheckMilliseconds * (0.8 + 0.2 * Math.random()));
  };
  again();
  try {
    const until = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
    for await (const { id, data } of perform({ input, ctx, signal: until })) {
      yield tracked(id, outputFor(entry, credential, data));
    }
    ended.signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
    // A look-up that is still under way must not set the timer again.
    ended.abort();
  }
}

/** Returns why the caller may no longer read a stream, or null. A database that is away says nothing about that. */
async function lostRight(entry: Entry, ctx: RequestContext, before: Credential): Promise<AppError | null> {
  try {
    const now = await guard(entry, ctx.again());
    // What a stream may tell can hang on the role; it opens again with the new one.
    if (roleOf(now) === roleOf(before)) return null;
    return new AppError('unavailable', 'your role was changed; open the stream again');
  } catch (error) {
    const appError = toAppError(error);
    return appError.code === 'unauthorized' || appError.code === 'forbidden' ? appError : null;
  }
}

function roleOf(credential: Credential): string {
  return credential.kind === 'person' ? credential.role : credential.kind;
}
