import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@dreamteamhub/db';
import type { FastifyBaseLogger } from 'fastify';

/** A file of the reserve, and of the spool that uses it up. */
export const RESERVED_FILE_BYTES = 1024 * 1024;
const CHECK_MILLISECONDS = 10_000;
/** What a process that was killed left half filled. */
const ABANDONED_AFTER_MILLISECONDS = 60_000;
const READY = '.reserved';
const FILLING = '.filling';
const OWNER_ONLY = 0o600;

/**
 * Space on the disk that is set aside for the spool: files that are filled with spaces, and overwritten when they are
 * needed. A disk is full when the database stops as well, which is just when the spool has to take the clicks. All
 * processes of a data folder share them.
 */
export class SpoolReserve {
  readonly #directory: string;
  readonly #files: number;
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  #timer: NodeJS.Timeout | undefined;
  #filling: Promise<void> = Promise.resolve();

  constructor(deps: { directory: string; bytes: number; log: Pick<FastifyBaseLogger, 'warn'> }) {
    this.#directory = deps.directory;
    this.#files = Math.floor(deps.bytes / RESERVED_FILE_BYTES);
    this.#log = deps.log;
  }

  /** Fills the reserve, now and whenever something was taken from it. */
  start(): void {
    const fill = () => {
      this.#filling = this.#filling.then(() => this.fill());
    };
    fill();
    this.#timer = setInterval(fill, CHECK_MILLISECONDS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#filling;
  }

  /** Moves one file of the reserve to `path`. Returns false when none is left. */
  async take(path: string): Promise<boolean> {
    for (const name of await this.#names(READY)) {
      try {
        await rename(join(this.#directory, name), path);
        return true;
      } catch (error) {
        // Another process was faster.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    return false;
  }

  /** Takes back a file that nobody writes to any more, instead of deleting it. Returns false when it is not needed. */
  async giveBack(path: string): Promise<boolean> {
    if ((await this.#names(READY)).length >= this.#files) return false;
    try {
      await overwrite(path, 'r+');
      await rename(path, join(this.#directory, randomUUID() + READY));
      return true;
    } catch {
      // Whatever is wrong with it, it can still be deleted.
      return false;
    }
  }

  /** Fills the reserve up, as far as the disk allows. Never rejects. */
  async fill(): Promise<void> {
    try {
      await makeFolder(this.#directory, 0o700);
      await this.#removeAbandoned();
      for (let have = (await this.#names(READY)).length; have < this.#files; have++) await this.#addFile();
    } catch (error) {
      this.#log.warn({ err: error }, 'there is no room to set aside for the click spool');
    }
  }

  async #addFile(): Promise<void> {
    const id = randomUUID();
    const path = join(this.#directory, id + FILLING);
    try {
      await overwrite(path, 'wx');
      await rename(path, join(this.#directory, id + READY));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async #removeAbandoned(): Promise<void> {
    for (const name of await this.#names(FILLING)) {
      const path = join(this.#directory, name);
      const found = await stat(path).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > ABANDONED_AFTER_MILLISECONDS)
        await rm(path, { force: true });
    }
  }

  async #names(suffix: string): Promise<string[]> {
    const names = await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return [];
    });
    return names.filter((name) => name.endsWith(suffix));
  }
}

async function overwrite(path: string, flags: 'wx' | 'r+'): Promise<void> {
  const file = await open(path, flags, OWNER_ONLY);
  try {
    // Spaces: what is read back after the last line is nothing. Written out, because a sparse file reserves nothing.
    await file.write(Buffer.alloc(RESERVED_FILE_BYTES, ' '), 0, RESERVED_FILE_BYTES, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
