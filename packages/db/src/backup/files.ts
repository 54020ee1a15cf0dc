import type { Readable } from 'node:stream';

/** Where a backup's files go. Rejects when the file is not written, whole and on the disk. */
export type WriteFile = (name: string, content: Readable | AsyncIterable<Uint8Array>) => Promise<void>;

/** Where they come from, as they were written. */
export type ReadFile = (name: string) => Readable;
