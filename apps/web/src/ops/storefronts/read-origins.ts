import { readOrigin } from '@dreamteamhub/sdk/contract';

/** Reads one origin per line and writes it as browsers do. A line that is not an origin stays as it was typed. */
export function readOrigins(text: string): string[] {
  return [...new Set(linesOf(text).map((line) => readOrigin(line) ?? line))];
}

/** Returns the first line that is not an origin. */
export function findBadOrigin(text: string): string | undefined {
  return linesOf(text).find((line) => readOrigin(line) === null);
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
