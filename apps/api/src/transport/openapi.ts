import type { Contract, Entry } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import { errorTable } from './errors.ts';
import { takesIdempotencyKey } from './rest.ts';

type JsonSchema = Record<string, unknown> & {
  properties?: Record<string, unknown>;
  required?: string[];
};

const errorBody = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', enum: Object.keys(errorTable) },
        message: { type: 'string' },
        details: {},
      },
    },
  },
} as const;

/** Returns the OpenAPI 3.1 document of everything that has a REST row, made from the same entries that serve it. */
export function openApiDocument(
  contracts: Contract[],
  options: { version: string },
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  const schemas: Record<string, unknown> = {};
  for (const contract of contracts) {
    for (const [domain, entries] of Object.entries(contract)) {
      for (const [name, entry] of Object.entries(entries)) {
        if (entry.rest === undefined) continue;
        const [method, route] = entry.rest.route.split(' ') as [string, string];
        const path = route.replace(/:(\w+)/g, '{$1}');
        const operations = paths[path] ?? {};
        paths[path] = operations;
        operations[method.toLowerCase()] = operation(entry, { domain, name, method, route, schemas });
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dream Team Hub',
      version: options.version,
      description:
        'Affiliate tracking and low-stock alerts. Tracking needs no key; everything else a secret one.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'sk_… or pk_…; sk_test_… or pk_test_… to try it without counting',
        },
      },
      schemas,
    },
    paths,
  };
}

interface Place {
  domain: string;
  name: string;
  method: string;
  route: string;
  /** The document's shared schemas, which an operation adds to. */
  schemas: Record<string, unknown>;
}

function operation(entry: Entry, at: Place) {
  const input = jsonSchema(entry.input, 'input', at);
  const properties = { ...input.properties };
  const inPath = [...at.route.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
  const parameters = inPath.map((name) => parameter(name, 'path', properties[name], true));
  for (const name of inPath) delete properties[name];
  if (at.method === 'GET') {
    for (const [name, schema] of Object.entries(properties)) {
      parameters.push(parameter(name, 'query', schema, false));
    }
  }
  if (takesIdempotencyKey(entry)) {
    parameters.push(parameter('Idempotency-Key', 'header', properties.idempotencyKey, false));
  }
  const required = (input.required ?? []).filter((name) => !inPath.includes(name));
  const body = { ...input, properties, required };
  return {
    operationId: `${at.domain}.${at.name}`,
    tags: [at.domain],
    summary: entry.summary,
    ...(entry.testMode === true ? { 'x-test-mode': true } : {}),
    security: entry.access === 'anyone' ? [{}, { key: [] }] : [{ key: [] }],
    parameters,
    ...(at.method === 'GET' ? {} : { requestBody: { required: required.length > 0, content: json(body) } }),
    responses: {
      [entry.rest?.status ?? 200]: { description: 'Done.', content: json(outputSchema(entry, at)) },
      default: { description: 'Refused.', content: json(errorBody) },
    },
  };
}

function outputSchema(entry: Entry, at: Place): unknown {
  const output = jsonSchema(entry.output, 'output', at);
  return entry.rest?.project === undefined ? output : output.properties?.items;
}

/**
 * Converts a zod schema for this document. Recursive parts are definitions, which zod keeps in the schema's own root
 * and a document in its components.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', at: Place): JsonSchema {
  const prefix = `${at.domain}.${at.name}.${io}`;
  const written = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  const { $schema, $defs, ...rest } = JSON.parse(
    written.replaceAll('"#/$defs/', `"#/components/schemas/${prefix}.`),
  );
  for (const [name, definition] of Object.entries($defs ?? {})) at.schemas[`${prefix}.${name}`] = definition;
  return rest;
}

function parameter(name: string, place: 'path' | 'query' | 'header', schema: unknown, required: boolean) {
  return { name, in: place, required, schema };
}

function json(schema: unknown) {
  return { 'application/json': { schema } };
}
