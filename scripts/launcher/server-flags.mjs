/**
 * V8's flags for the hub's own processes. A click waits some milliseconds for its commit, and hundreds wait at a time: in
 * many a process V8 takes what they consist of for long-lived, and clears it away with the garbage of the whole heap, at
 * up to a third of a click's cost.
 */
export const serverFlags = [
  // Nothing is allocated among the old in advance: what is dead there keeps alive what it points to.
  '--no-allocation-site-pretenuring',
  // In megabytes: the young have room until their commit.
  '--max-semi-space-size=64',
  // In megabytes: what makes up the hub (50) and some minutes' garbage, before the whole heap is collected. Without it V8
  // guesses from what lived through the start, in many a process so little that one collection after the other follows.
  '--initial-old-space-size=128',
  // In percent of the way from one collection to that limit: where the next one begins. By itself V8 begins when the
  // young, which are roomy here, could fill what is left, at a fifth of the way.
  '--incremental-marking-soft-trigger=80',
  '--incremental-marking-hard-trigger=90',
  // Little of the young survives: helpers that look for it in parallel take a second processor from the database, and
  // are done no sooner.
  '--no-parallel-scavenge',
  // One collection of the whole heap is not followed by others for tidiness: each delays clicks by tens of milliseconds.
  '--no-memory-reducer',
];
