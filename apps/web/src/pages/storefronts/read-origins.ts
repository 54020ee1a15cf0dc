/** The origins of a text with one a line, as browsers write them; what is none stays as it was typed. */
export function readOrigins(text: string): string[] {
  return [...new Set(linesOf(text).map((line) => toOrigin(line) ?? line))];
}

/** The first line that is no origin. */
export function findBadOrigin(text: string): string | undefined {
  return linesOf(text).find((line) => toOrigin(line) === undefined);
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function toOrigin(line: string): string | undefined {
  const url = URL.canParse(line) ? new URL(line) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  return isOrigin ? url.origin : undefined;
}
