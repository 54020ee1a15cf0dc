import { ensureBuilt } from './build.mjs';

/** Vitest's globalSetup: tests that start processes start what was built from the sources as they are now. */
export const setup = ensureBuilt;
