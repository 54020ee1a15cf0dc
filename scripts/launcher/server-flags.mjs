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
  // Little of the young survives: helpers that look for it in parallel take a second processor from the database, and
  // are done no sooner.
  '--no-parallel-scavenge',
];
