import { AppError } from '../platform/app-error.ts';

/** No input of the contract is nested more than a few times; what is, is made to overflow somebody's stack. */
const MOST_NESTED = 64;

/** Throws `bad_request` for JSON that is nested too deeply, before anything walks through it. */
function refuseDeepJson(text: string): void {
  // Nearly all requests have a bracket or two, and are not looked at letter by letter.
  if (countOf('{', text) + countOf('[', text) <= MOST_NESTED) return;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) at += character === BACKSLASH ? 1 : 0;
    else if (character === OPEN_LIST || character === OPEN_OBJECT) depth++;
    else if (character === CLOSE_LIST || character === CLOSE_OBJECT) depth--;
    if (depth > MOST_NESTED) {
      throw new AppError('bad_request', `the request body is nested more than ${MOST_NESTED} levels deep`);
    }
  }
}

/** Counts how often a character occurs; no further than anybody asks. */
function countOf(character: string, text: string): number {
  let count = 0;
  for (
    let at = text.indexOf(character);
    at !== -1 && count <= MOST_NESTED;
    at = text.indexOf(character, at + 1)
  ) {
    count++;
  }
  return count;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** As many digits in a row may be a number that a float does not keep. */
const MANY_DIGITS = /\d{16}/;

/**
 * Returns a JSON text's value with the digits of integers that a float does not keep, as text: ids of shops are such
 * numbers. `parsed` is the value as the framework's own parser, which has refused what is dangerous, returned it.
 */
function withExactIntegers(text: string, parsed: unknown): unknown {
  if (!MANY_DIGITS.test(text)) return parsed;
  return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value) as (key: string, value: unknown) => unknown);
}

type Done = (error: Error | null, value?: unknown) => void;

/**
 * Reads the JSON of a request with the framework's own parser, which refuses what is dangerous. Integers that a float does
 * not keep become text. Gives `bad_request` for what is nested too deeply.
 */
export function readJson(text: string, parse: (text: string, finish: Done) => void, done: Done): void {
  try {
    refuseDeepJson(text);
  } catch (error) {
    done(error as Error);
    return;
  }
  parse(text, (error, parsed) => done(error, error === null ? withExactIntegers(text, parsed) : undefined));
}
