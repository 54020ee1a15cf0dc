import type { Entry } from '@dreamteamhub/sdk/contract';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import type { CreateContext } from './context.ts';
import { guard } from './guard.ts';

/** The most that the hub reads for somebody who has proven nothing: any event with all its texts is far smaller. */
export const PUBLIC_BYTES = 16 * 1024;

/** Above any field's limit, so that an oversized field is refused by name; still small enough to parse. */
const PRIVATE_BYTES = 2 * 1024 * 1024;

/** The options of a route for how much it reads: of a large request, nothing before its caller is known. */
interface RequestSize {
  bodyLimit: number;
  onRequest?: (request: FastifyRequest) => Promise<void>;
}

/** Returns how much the route of an entry reads. */
export function requestSizeOf(entry: Entry, createContext: CreateContext): RequestSize {
  if (entry.access === 'anyone') return { bodyLimit: PUBLIC_BYTES };
  return {
    bodyLimit: entry.maxRequestBytes ?? PRIVATE_BYTES,
    onRequest: ifLarge((request) => guard(entry, createContext(request))),
  };
}

/** Returns how much a route for several entries reads, whose calls are guarded one by one later. */
export function sharedRequestSize(entries: readonly Entry[], createContext: CreateContext): RequestSize {
  // A call that needs no credential may travel beside one that does.
  if (entries.some(({ access }) => access === 'key')) return { bodyLimit: PUBLIC_BYTES };
  return {
    bodyLimit: PRIVATE_BYTES,
    onRequest: ifLarge(async (request) => {
      if ((await createContext(request).credential()).kind !== 'anonymous') return;
      throw new AppError('unauthorized', 'sign in, or send a secret key as "Authorization: Bearer sk_…"');
    }),
  };
}

function ifLarge(check: (request: FastifyRequest) => Promise<unknown>) {
  return async (request: FastifyRequest) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    // Without a length, the body may be of any size.
    const bytes =
      length === undefined && encoding !== undefined ? Number.POSITIVE_INFINITY : Number(length ?? 0);
    if (!(bytes <= PUBLIC_BYTES)) await check(request);
  };
}
