import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@dreamteamhub/db';
import type { FastifyBaseLogger } from 'fastify';
import { newEventId } from '../../platform/event-id.ts';
import { RESERVED_FILE_BYTES, type SpoolReserve } from './spool-reserve.ts';
import { parseSegment, type SegmentContent, type SpooledClick } from './spooled-click.ts';

/** A file of the spool: lines of JSON, some of which may already be in the database. */
export interface Segment {
  readonly path: string;
  bytes: number;
  /** Event ids of its lines that are not known to be committed. */
  readonly unsettled: Set<string>;
  /** Lines that cannot be read, such as one that a crash cut off. */
  brokenLines: number;
  /** Whether it came from the reserve, and nobody but this process ever wrote to it. */
  readonly isReserved: boolean;
}

interface WaitingLine {
  text: string;
  bytes: number;
  eventId: string;
  answer: (fate: 'kept' | 'lost') => void;
}

/** Small enough to be read as a whole, large enough that an outage leaves tens of files, not thousands. */
const SEGMENT_BYTES = RESERVED_FILE_BYTES;
const SUFFIX = '.jsonl';
/** Lines hold addresses of visitors. */
const OWNER_ONLY = 0o600;

/**
 * Clicks that the database did not take in time, in files that survive a crash. A segment belongs to the process in
 * its name, and any process may take one over at any time by renaming it: after each fsync a writer checks that its
 * file is still where it was, and otherwise writes the lines again elsewhere. So a segment may be replayed twice,
 * which event ids make harmless, and no line is left in a file that another process deletes.
 */
export class ClickSpool {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #reserve: SpoolReserve;
  readonly #log: FastifyBaseLogger;
  readonly #onLost: (clicks: number) => void;
  readonly #owner = randomBytes(4).toString('hex');
  /** Oldest first. */
  #segments: Segment[] = [];
  #open: { segment: Segment; file: FileHandle } | null = null;
  #waiting: WaitingLine[] = [];
  /** Lines that wait or are being written. */
  readonly #unwritten = { lines: 0, bytes: 0 };
  #isFull = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(deps: {
    directory: string;
    maxBytes: number;
    /** Space for when the disk is full. */
    reserve: SpoolReserve;
    log: FastifyBaseLogger;
    /** Called for clicks that there was no room for, that the disk did not take, or that cannot be read back. */
    onLost: (clicks: number) => void;
  }) {
    this.#directory = deps.directory;
    this.#maxBytes = deps.maxBytes;
    this.#reserve = deps.reserve;
    this.#log = deps.log;
    this.#onLost = deps.onLost;
  }

  /** Clicks of this process that wait for the database. */
  get pending(): number {
    return this.#segments.reduce((total, { unsettled }) => total + unsettled.size, this.#unwritten.lines);
  }

  /** Keeps a click; `kept` means that it survives a crash, `lost` that there is no room or no disk. */
  append(click: SpooledClick): Promise<'kept' | 'lost'> {
    const text = `${JSON.stringify(click)}\n`;
    const bytes = Buffer.byteLength(text);
    const total = this.#segments.reduce((sum, segment) => sum + segment.bytes, this.#unwritten.bytes);
    if (total + bytes > this.#maxBytes) {
      this.#onLost(1);
      if (!this.#isFull) this.#log.error({ bytes: total }, 'the click spool is full: clicks are lost');
      this.#isFull = true;
      return Promise.resolve('lost');
    }
    this.#isFull = false;
    return new Promise((answer) => {
      this.#waiting.push({ text, bytes, eventId: click.input.eventId, answer });
      this.#unwritten.lines += 1;
      this.#unwritten.bytes += bytes;
      // Clicks that arrive during a write join the next one: one fsync for all of them.
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#writeWaiting());
    });
  }

  /** Notes that a click is in the database after all: its line needs no replay. */
  settle(eventId: string): void {
    for (const segment of this.#segments) if (segment.unsettled.delete(eventId)) return;
  }

  /** Returns the oldest segment, or the next one after another, closed for writing; null when there is none. */
  oldest({ after }: { after?: Segment } = {}): Promise<Segment | null> {
    return this.#inTurn(async () => {
      const segment = this.#segments.find(({ path }) => after === undefined || path > after.path);
      if (segment !== undefined && this.#open?.segment === segment) await this.#closeOpen();
      return segment ?? null;
    });
  }

  /** Returns the clicks of a closed segment that are not settled, in the order in which they came. */
  async read(segment: Segment): Promise<SpooledClick[]> {
    return (await readSegment(segment.path)).clicks.filter(({ input }) =>
      segment.unsettled.has(input.eventId),
    );
  }

  /** Deletes a segment whose clicks are all settled. */
  async remove(segment: Segment): Promise<void> {
    // Not one that was taken over: its former owner may still have it open, and write once more.
    const isKept = segment.isReserved && (await this.#reserve.giveBack(segment.path));
    if (!isKept) await rm(segment.path, { force: true });
    this.#segments = this.#segments.filter((other) => other !== segment);
    if (segment.brokenLines === 0) return;
    this.#onLost(segment.brokenLines);
    this.#log.error(
      { lines: segment.brokenLines },
      'lines of the click spool cannot be read: clicks are lost',
    );
  }

  /** Shows other processes that the segments' owner still works on them. */
  async touch(): Promise<void> {
    const now = new Date();
    await Promise.all(this.#segments.map(({ path }) => utimes(path, now, now).catch(unlessMissing)));
  }

  /** Takes over the segments of other processes: all of them, or those that were not touched for a while. */
  async adopt(options: { idleMilliseconds: number } = { idleMilliseconds: -Infinity }): Promise<void> {
    const names = await readdir(this.#directory).catch(unlessMissing);
    for (const name of (names ?? []).sort()) {
      if (!name.endsWith(SUFFIX) || name.endsWith(`.${this.#owner}${SUFFIX}`)) continue;
      const segment = await this.#take(name, options.idleMilliseconds);
      if (segment !== null) this.#segments.push(segment);
    }
    this.#segments.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Finishes what is being written. The segments stay for the next start. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#closeOpen());
  }

  async #take(name: string, idleMilliseconds: number): Promise<Segment | null> {
    const from = join(this.#directory, name);
    const found = await stat(from).catch(unlessMissing);
    if (found == null || Date.now() - found.mtimeMs < idleMilliseconds) return null;
    // The time of creation stays in front, so that segments of all processes sort by age.
    const path = join(this.#directory, `${name.slice(0, 36)}.${this.#owner}${SUFFIX}`);
    try {
      await rename(from, path);
    } catch (error) {
      unlessMissing(error);
      return null;
    }
    const { clicks, brokenLines, bytes } = await readSegment(path);
    const unsettled = new Set(clicks.map(({ input }) => input.eventId));
    return { path, bytes, unsettled, brokenLines, isReserved: false };
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    // A batch never reaches beyond a segment: beyond it, nothing is reserved.
    for (const batch of inPieces(waiting, SEGMENT_BYTES)) await this.#writeBatch(batch);
  }

  async #writeBatch(batch: readonly WaitingLine[]): Promise<void> {
    try {
      const bytes = batch.reduce((sum, line) => sum + line.bytes, 0);
      if (this.#open !== null && this.#open.segment.bytes + bytes > SEGMENT_BYTES) await this.#closeOpen();
      const text = batch.map((line) => line.text).join('');
      const segment = await this.#write(text).catch(async () => {
        // A file that grows finds no room on a full disk; the next one may be of the reserve.
        await this.#closeOpen();
        return this.#write(text);
      });
      for (const line of batch) {
        segment.bytes += line.bytes;
        segment.unsettled.add(line.eventId);
        line.answer('kept');
      }
    } catch (error) {
      // The last write may have left half a line; the next lines must not be glued to it.
      await this.#closeOpen();
      this.#onLost(batch.length);
      this.#log.error(
        { err: error, clicks: batch.length },
        'the click spool cannot be written: clicks are lost',
      );
      for (const line of batch) line.answer('lost');
    } finally {
      this.#unwritten.lines -= batch.length;
      this.#unwritten.bytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
    }
  }

  /** Writes to the open segment. Returns the segment that is certain to hold the text. */
  async #write(text: string): Promise<Segment> {
    for (;;) {
      const { file, segment } = this.#open ?? (await this.#openSegment());
      await writeAt(file, Buffer.from(text), segment.bytes);
      await file.datasync();
      if ((await stat(segment.path).catch(unlessMissing)) != null) return segment;
      // Taken over, and perhaps read before this write: whatever it holds is its new owner's.
      this.#segments = this.#segments.filter((other) => other !== segment);
      await this.#closeOpen();
    }
  }

  async #openSegment(): Promise<{ segment: Segment; file: FileHandle }> {
    await makeFolder(this.#directory, 0o700);
    const path = join(this.#directory, `${newEventId(new Date())}.${this.#owner}${SUFFIX}`);
    const isReserved = await this.#reserve.take(path);
    const segment: Segment = { path, bytes: 0, unsettled: new Set(), brokenLines: 0, isReserved };
    const opened = { segment, file: await open(path, isReserved ? 'r+' : 'wx', OWNER_ONLY) };
    this.#open = opened;
    this.#segments.push(segment);
    // A file whose name is not on the disk yet is gone after a power cut, fsync or not.
    const directory = await open(this.#directory);
    await directory.sync().finally(() => directory.close());
    return opened;
  }

  async #closeOpen(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    // Every line that a caller relies on was fsynced: closing can lose nothing.
    await open?.file.close().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'a file of the click spool cannot be closed');
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastTurn.then(work);
    this.#lastTurn = done.catch(() => undefined);
    return done;
  }
}

async function readSegment(path: string): Promise<SegmentContent & { bytes: number }> {
  const text = ((await readFile(path, 'utf8').catch(unlessMissing)) ?? '').replace(/ +$/, '');
  return { ...parseSegment(text), bytes: Buffer.byteLength(text) };
}

/** A write may take less than it was given, and end just before the disk is full. */
async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** Cuts lines into pieces of at most that many bytes; a longer line is a piece of its own. */
function inPieces(lines: readonly WaitingLine[], maxBytes: number): WaitingLine[][] {
  const pieces: WaitingLine[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    bytes += line.bytes;
    if (bytes > maxBytes) {
      pieces.push([]);
      bytes = line.bytes;
    }
    pieces.at(-1)?.push(line);
  }
  return pieces;
}

/** Ignores that a file is missing: another process was faster and took it over, or is done with it. */
function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
