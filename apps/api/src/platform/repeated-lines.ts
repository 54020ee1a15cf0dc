import type { FastifyBaseLogger } from 'fastify';

const MINUTE_MILLISECONDS = 60_000;
/** Far more kinds than a hub has; beyond them, lines are written as they come. */
const MOST_KINDS = 200;

interface Kind {
  /** Lines that were left out, and the last of them. */
  repeated: number;
  write: (more: object) => void;
}

type Level = 'warn' | 'error';

/**
 * Returns a log that writes warnings and errors which an outage repeats for every request only now and then: the first
 * of a kind at once, and then one a minute with their number, for as long as they come. Of one kind are lines with the
 * same text and the same error.
 */
export function collapseRepeats(log: FastifyBaseLogger): FastifyBaseLogger {
  const kinds = new Map<string, Kind>();
  const writer = (level: Level) => (fields: object | string, message?: string) => {
    const [content, text] = typeof fields === 'string' ? [{}, fields] : [fields, message ?? ''];
    const write = (more: object) => log[level]({ ...content, ...more }, text);
    const name = `${level} ${text} ${nameOf(content)}`;
    const known = kinds.get(name);
    if (known !== undefined) {
      known.repeated++;
      known.write = write;
      return;
    }
    write({});
    if (kinds.size >= MOST_KINDS) return;
    const kind = { repeated: 0, write };
    kinds.set(name, kind);
    repeatLater(kind, () => kinds.delete(name));
  };
  return Object.assign(Object.create(log), { warn: writer('warn'), error: writer('error') });
}

function repeatLater(kind: Kind, forget: () => void): void {
  setTimeout(() => {
    if (kind.repeated === 0) return forget();
    kind.write({ repeated: kind.repeated });
    kind.repeated = 0;
    repeatLater(kind, forget);
  }, MINUTE_MILLISECONDS).unref();
}

/** What tells errors apart: the code of the innermost one that has one, else its text. */
function nameOf(fields: object): string {
  let name = '';
  let error: unknown = 'err' in fields ? fields.err : undefined;
  for (let depth = 0; error instanceof Error && depth < 6; depth++, error = error.cause) {
    const { code } = error as { code?: unknown };
    name = typeof code === 'string' ? code : name || error.message;
  }
  return name;
}
