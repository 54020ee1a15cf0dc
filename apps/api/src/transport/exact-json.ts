/** As many digits in a row may be a number that a float does not keep. */
const MANY_DIGITS = /\d{16}/;

/**
 * Returns a JSON text's value with the digits of integers that a float does not keep, as text: ids of shops are such
 * numbers. `parsed` is the value as the framework's own parser, which has refused what is dangerous, returned it.
 */
export function withExactIntegers(text: string, parsed: unknown): unknown {
  if (!MANY_DIGITS.test(text)) return parsed;
  return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value) as (key: string, value: unknown) => unknown);
}
