import { readOrigin } from '@dreamteamhub/sdk/contract';

/** The origins of a text with one a line, as browsers write them; what is none stays as it was typed. */
export function readOrigins(text: string): string[] {
  return [...new Set(linesOf(text).map((line) => readOrigin(line) ?? line))];
}

/** The first line that is no origin. */
export function findBadOrigin(text: string): string | undefined {
  return linesOf(text).find((line) => readOrigin(line) === null);
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
