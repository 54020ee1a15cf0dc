import type { Entry } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badField } from '../platform/app-error.ts';
import type { CreateContext } from './context.ts';
import type { Implementation } from './implement.ts';
import { requestSizeOf } from './request-size.ts';

const IDEMPOTENCY_HEADER = 'idempotency-key';

/** Whether an entry's caller may mark a request as one that it sent before. */
export function takesIdempotencyKey(entry: Entry): boolean {
  return entry.input instanceof z.ZodObject && 'idempotencyKey' in entry.input.shape;
}

/**
 * Serves every entry that has a REST row: the same procedure, called with the path's parameters and the query
 * (GET) or the body (others), so that REST and tRPC cannot drift.
 */
export function registerRest(
  app: FastifyInstance,
  implementation: Implementation,
  createContext: CreateContext,
) {
  for (const [domain, entries] of Object.entries(implementation.contract)) {
    for (const [name, entry] of Object.entries(entries)) {
      if (entry.rest === undefined) continue;
      const [method, url] = entry.rest.route.split(' ') as [string, string];
      const procedure = implementation.procedure({ domain, name });
      app.route({
        method,
        url,
        ...requestSizeOf(entry, createContext),
        handler: async (request, reply) => {
          const input = restInput(entry, method, request);
          const output = await procedure(createContext(request), input);
          reply.status(statusOf(entry, output));
          return entry.rest?.project === undefined ? output : projectItems(output, request, reply);
        },
      });
    }
  }
}

function statusOf({ rest }: Entry, output: unknown): number {
  const { status = 200, createdField } = rest ?? {};
  const isNothingNew =
    createdField !== undefined && (output as Record<string, unknown>)[createdField] === false;
  return isNothingNew ? 200 : status;
}

function restInput(entry: Entry, method: string, request: FastifyRequest): unknown {
  const params = coerceText(entry, request.params as Record<string, unknown>);
  if (method === 'GET') return { ...coerceText(entry, request.query as Record<string, unknown>), ...params };
  const body = request.body ?? {};
  // Anything but an object goes to the schema as it is, which refuses it.
  if (typeof body !== 'object' || Array.isArray(body)) return body;
  const beside = Object.entries({ ...params, ...idempotencyHeader(entry, request) });
  if (beside.length === 0) return body;
  for (const [key, value] of beside) {
    const inBody = (body as Record<string, unknown>)[key];
    if (inBody !== undefined && inBody !== value) {
      throw badField(key, `differs between the ${key in params ? 'path' : 'header'} and the body`);
    }
  }
  return { ...body, ...Object.fromEntries(beside) };
}

/**
 * Returns the input that a request may carry as a header, as in
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header.
 */
function idempotencyHeader(entry: Entry, request: FastifyRequest): { idempotencyKey?: unknown } {
  const key = request.headers[IDEMPOTENCY_HEADER];
  return key === undefined || !takesIdempotencyKey(entry) ? {} : { idempotencyKey: key };
}

interface ListOutput {
  items: unknown;
  nextCursor: string | null;
  total?: { count: number; isMore: boolean } | undefined;
}

/** Answers a list as the bare array that the guide shows; a `Link` header (RFC 8288) leads to the next page. */
function projectItems(output: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const { items, nextCursor, total } = output as ListOutput;
  if (nextCursor !== null) {
    const next = new URL(request.url, 'http://hub');
    next.searchParams.set('cursor', nextCursor);
    reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  }
  if (total !== undefined) reply.header('x-total-count', `${total.count}${total.isMore ? '+' : ''}`);
  return items;
}

/** Paths and query strings hold text: turns it into a number or a flag where the entry asks for one. */
export function coerceText(entry: Entry, values: Record<string, unknown>): Record<string, unknown> {
  const shape = entry.input instanceof z.ZodObject ? entry.input.shape : {};
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, coerceValue(baseType(shape[key]), value)]),
  );
}

function coerceValue(type: string | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'number' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === '1')) return true;
  if (type === 'boolean' && (value === 'false' || value === '0')) return false;
  return value;
}

function baseType(schema: unknown): string | undefined {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodNullable
  ) {
    current = current.unwrap();
  }
  return current instanceof z.ZodType ? current.def.type : undefined;
}
