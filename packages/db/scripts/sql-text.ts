const COMMENT_OR_QUOTED = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

const isComment = (text: string) => text.startsWith('--') || text.startsWith('/*');

/** Replaces comments and everything quoted with spaces, so that the rest keeps its position. */
export function outline(sql: string): string {
  return sql.replace(COMMENT_OR_QUOTED, (text) => ' '.repeat(text.length));
}

/** Removes comments and collapses whitespace. Comments in a quoted body stay: they are part of the function. */
export function withoutComments(sql: string): string {
  return sql
    .replace(COMMENT_OR_QUOTED, (text) => (isComment(text) ? ' ' : text))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Splits a script into statements, each from its first word to its semicolon, with the comment above it. */
export function statementsOf(sql: string): { comment: string; statement: string }[] {
  const marks = outline(sql);
  const ends = [...marks.matchAll(/;|$/g)].map(({ index }) => index + 1);
  return ends.flatMap((end, place) => {
    const start = place === 0 ? 0 : (ends[place - 1] ?? 0);
    const first = marks.slice(start, end).search(/[^\s;]/);
    if (first < 0) return [];
    return {
      comment: sql.slice(start, start + first).trim(),
      statement: sql.slice(start + first, end).trim(),
    };
  });
}
