const COMMENT_OR_QUOTED = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

const isComment = (text: string) => text.startsWith('--') || text.startsWith('/*');

/** The SQL with spaces in place of comments and of everything quoted: what is left stands where it stood. */
export function outline(sql: string): string {
  return sql.replace(COMMENT_OR_QUOTED, (text) => ' '.repeat(text.length));
}

/** The SQL without its comments and with single spaces. Comments in a quoted body stay, for they are part of the body. */
export function withoutComments(sql: string): string {
  return sql
    .replace(COMMENT_OR_QUOTED, (text) => (isComment(text) ? ' ' : text))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The statements of a script, each from its first word to its semicolon, with the comment that stands above it. */
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
