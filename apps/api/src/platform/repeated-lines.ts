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
 * Writes lines that an outage repeats for every request: the first of a kind at once, and then one a minute with their
 * number, for as long as they come. Of one kind are lines with the same text and the same error.
 */
export class RepeatedLines {
  readonly #log: Pick<FastifyBaseLogger, Level>;
  readonly #kinds = new Map<string, Kind>();

  constructor(log: Pick<FastifyBaseLogger, Level>) {
    this.#log = log;
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  #write(level: Level, fields: object, message: string): void {
    const write = (more: object) => this.#log[level]({ ...fields, ...more }, message);
    const name = `${level} ${message} ${nameOf(fields)}`;
    const known = this.#kinds.get(name);
    if (known !== undefined) {
      known.repeated++;
      known.write = write;
      return;
    }
    write({});
    if (this.#kinds.size >= MOST_KINDS) return;
    const kind = { repeated: 0, write };
    this.#kinds.set(name, kind);
    this.#later(name, kind);
  }

  #later(name: string, kind: Kind): void {
    setTimeout(() => {
      if (kind.repeated === 0) return void this.#kinds.delete(name);
      kind.write({ repeated: kind.repeated });
      kind.repeated = 0;
      this.#later(name, kind);
    }, MINUTE_MILLISECONDS).unref();
  }
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
