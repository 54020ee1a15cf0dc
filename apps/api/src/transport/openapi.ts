import type { Contract, Entry } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import { errorTable } from './errors.ts';

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

/** The OpenAPI 3.1 document of everything that has a REST row, made from the same entries that serve it. */
export function openApiDocument(
  contracts: Contract[],
  options: { version: string },
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    for (const [domain, entries] of Object.entries(contract)) {
      for (const [name, entry] of Object.entries(entries)) {
        if (entry.rest === undefined) continue;
        const [method, route] = entry.rest.route.split(' ') as [string, string];
        const path = route.replace(/:(\w+)/g, '{$1}');
        const operations = paths[path] ?? {};
        paths[path] = operations;
        operations[method.toLowerCase()] = operation(entry, { domain, name, method, route });
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
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'sk_… or pk_…' } } },
    paths,
  };
}

function operation(entry: Entry, at: { domain: string; name: string; method: string; route: string }) {
  const input = z.toJSONSchema(entry.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const properties = { ...input.properties };
  const inPath = [...at.route.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
  const parameters = inPath.map((name) => parameter(name, 'path', properties[name], true));
  for (const name of inPath) delete properties[name];
  if (at.method === 'GET') {
    for (const [name, schema] of Object.entries(properties)) {
      parameters.push(parameter(name, 'query', schema, false));
    }
  }
  const required = (input.required ?? []).filter((name) => !inPath.includes(name));
  const body = { ...input, properties, required, $schema: undefined };
  return {
    operationId: `${at.domain}.${at.name}`,
    tags: [at.domain],
    summary: entry.summary,
    security: entry.access === 'anyone' ? [{}, { key: [] }] : [{ key: [] }],
    parameters,
    ...(at.method === 'GET' ? {} : { requestBody: { required: required.length > 0, content: json(body) } }),
    responses: {
      [entry.rest?.status ?? 200]: { description: 'Done.', content: json(outputSchema(entry)) },
      default: { description: 'Refused.', content: json(errorBody) },
    },
  };
}

function outputSchema(entry: Entry): unknown {
  const output = z.toJSONSchema(entry.output, { unrepresentable: 'any' }) as JsonSchema;
  return entry.rest?.project === undefined ? { ...output, $schema: undefined } : output.properties?.items;
}

function parameter(name: string, place: 'path' | 'query', schema: unknown, required: boolean) {
  return { name, in: place, required, schema };
}

function json(schema: unknown) {
  return { 'application/json': { schema } };
}
