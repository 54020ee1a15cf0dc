import type { Contract, Entry } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import { errorTable } from './errors.ts';
import { takesIdempotencyKey } from './rest.ts';

type JsonSchema = Record<string, unknown> & {
  properties?: Record<string, unknown>;
  required?: string[];
};

/** Paths, each with its operations by method. */
export type OpenApiPaths = Record<string, Record<string, unknown>>;

export interface OpenApiOptions {
  version: string;
  /** Where the hub is reached; unless known, clients ask where the document came from. */
  publicUrl: string | undefined;
  /** Routes that are no contract entries. */
  paths: OpenApiPaths;
  /** What the hub sends to servers of the shop, by its type. */
  webhooks: OpenApiPaths;
}

const errorBody = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', enum: Object.keys(errorTable) },
        message: { type: 'string', description: 'Begins with the name of the field that is wrong.' },
        details: { description: 'The wrong fields of a `bad_request`.' },
      },
    },
  },
} as const;

/** What an answer may carry beside its body. */
const headers = {
  Link: {
    description: 'The next page, as `<…>; rel="next"`; absent on the last one.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to try again; with 429 and 503.',
    schema: { type: 'integer' },
  },
} as const;

/** What an operation is refused with; the status is the code's. */
export const refusals = {
  '4XX': { $ref: '#/components/responses/Refused' },
  '5XX': { $ref: '#/components/responses/Failed' },
} as const;

/** Returns the OpenAPI 3.1 document of everything that has a REST row, made from the same entries that serve it. */
export function openApiDocument(contracts: Contract[], options: OpenApiOptions): Record<string, unknown> {
  const paths: OpenApiPaths = {};
  const tags = new Set<string>();
  for (const contract of contracts) {
    for (const [domain, entries] of Object.entries(contract)) {
      for (const [name, entry] of Object.entries(entries)) {
        if (entry.rest === undefined) continue;
        const [method, route] = entry.rest.route.split(' ') as [string, string];
        const path = route.replace(/:(\w+)/g, '{$1}');
        const operations = paths[path] ?? {};
        paths[path] = operations;
        operations[method.toLowerCase()] = operation(entry, { domain, name, method, route });
        tags.add(domain);
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dream Team Hub',
      version: options.version,
      description:
        'Affiliate tracking and low-stock alerts. Tracking needs no key; everything else a secret one, or a person who is signed in.',
      contact: { name: 'The operators of this hub' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: options.publicUrl?.replace(/\/+$/, '') ?? '/', description: 'This hub.' }],
    tags: [...tags, 'links', 'webhooks'].map((name) => ({ name, description: TAGS[name] ?? `${name}.` })),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A secret key (sk_…), or for tracking pk_…; sk_test_… or pk_test_… to try it without counting.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'dreamteamhub.session_token',
          description: 'A person who is signed in to the web app; with `__Secure-` before it over HTTPS.',
        },
      },
      headers,
      responses: {
        Refused: refusal('What was sent cannot be taken; the code says why.'),
        Failed: refusal('The hub or what it depends on failed.'),
      },
      schemas: { Error: errorBody },
    },
    paths: { ...paths, ...options.paths },
    webhooks: options.webhooks,
  };
}

const TAGS: Readonly<Record<string, string>> = {
  tracking: 'Clicks and orders, from pages and servers of a shop.',
  affiliates: 'Partners, their orders, refunds.',
  inventory: 'Products, stock, movements.',
  imports: 'Products and levels from a CSV file.',
  alerts: 'Low stock, and the messages about it.',
  ops: 'The settings page, scan-now, the overview.',
  account: 'The person who is signed in.',
  team: 'People and invitations.',
  storefronts: 'Shop fronts and their keys.',
  audit: 'Who did what.',
  privacy: 'Export and erasure of what is known of a visitor.',
  refusals: 'Why events were refused or not counted.',
  links: 'What stands in pages and mails: tracked links and the image pixel.',
  webhooks: 'What the hub tells a server of the shop.',
};

function refusal(description: string) {
  return {
    description,
    headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    content: json({ $ref: '#/components/schemas/Error' }),
  };
}

interface Place {
  domain: string;
  name: string;
  method: string;
  route: string;
}

function operation(entry: Entry, at: Place) {
  const input = jsonSchema(entry.input, 'input');
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
  const isList = entry.rest?.project !== undefined;
  return {
    operationId: `${at.domain}.${at.name}`,
    tags: [at.domain],
    summary: entry.summary.replace(/\.$/, ''),
    description: `${entry.summary} ${whoMayCall(entry)}`,
    ...(entry.testMode === true ? { 'x-test-mode': true } : {}),
    security: security(entry),
    parameters,
    ...(at.method === 'GET'
      ? {}
      : { requestBody: { required: needsBody(entry, required), content: json(body, entry.example) } }),
    responses: {
      [entry.rest?.status ?? 200]: {
        description: 'Done.',
        ...(isList && { headers: { Link: { $ref: '#/components/headers/Link' } } }),
        content: json(outputSchema(entry)),
      },
      ...(entry.rest?.createdField !== undefined && {
        200: { description: 'Done; nothing was created.', content: json(outputSchema(entry)) },
      }),
      ...refusals,
    },
  };
}

/** The first is what generated clients and collections use: where a key makes a difference, it is the key. */
function security({ access, scope }: Entry): Record<string, string[]>[] {
  if (access === 'anyone') return scope === undefined ? [] : [{ key: [] }, {}];
  if (access === 'key') return [{ key: [] }];
  return scope === undefined ? [{ session: [] }] : [{ key: [] }, { session: [] }];
}

function whoMayCall({ access, scope }: Entry): string {
  if (access === 'anyone') return 'Needs no key.';
  if (access === 'key') return 'Needs a key, publishable or secret.';
  const person = `a person who is signed in as ${access} or higher`;
  return scope === undefined
    ? `Only for ${person}.`
    : `Needs a secret key with the scope \`${scope}\`, or ${person}.`;
}

/** Whether nothing at all will not do, also where any one of several fields would. */
function needsBody(entry: Entry, required: readonly string[]): boolean {
  return required.length > 0 || !entry.input.safeParse({}).success;
}

function outputSchema(entry: Entry): unknown {
  const output = jsonSchema(entry.output, 'output');
  return entry.rest?.project === undefined ? output : output.properties?.items;
}

/** What is recursive: values of any shape, such as an event's metadata. Generators of types stumble over a schema of itself. */
const ANY_JSON = { description: 'Any JSON.' };

/** Converts a zod schema for this document. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return JSON.parse(JSON.stringify(rest), (_key, value) =>
    typeof value?.$ref === 'string' && value.$ref.startsWith('#/$defs/') ? ANY_JSON : value,
  );
}

function parameter(name: string, place: 'path' | 'query' | 'header', schema: unknown, required: boolean) {
  return { name, in: place, required, schema };
}

function json(schema: unknown, example?: unknown) {
  return { 'application/json': { schema, ...(example !== undefined && { example }) } };
}
