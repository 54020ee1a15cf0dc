import { z } from 'zod';

/**
 * Reads search parameters as plain text. The router's own codec would read `?sku=1e5` as a number, and write a SKU
 * like that with quotes.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** A parameter that may be missing. An invalid value counts as missing. */
export function optionalParam<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

export const textParam = optionalParam(z.string().trim().max(255));
