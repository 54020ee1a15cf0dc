import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

// The dictionaries are megabytes that only this thread needs, and only for a while.
const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Returns from 0 to 4 how hard a password is to guess for someone who knows these words. */
export function run({ password, words }: { password: string; words: string[] }): number {
  return zxcvbn.check(password, words).score;
}
