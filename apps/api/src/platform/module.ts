import type { Job } from './jobs/job-definition.ts';

/** Something that runs by itself, from the start of a process to its end. */
export interface BackgroundTask {
  start(): void | Promise<void>;
  /** Lets what is running finish. */
  stop(): void | Promise<void>;
}

/**
 * A composed domain. What else it offers other domains and the HTTP side, such as the handlers of its contract entries,
 * stands beside these fields in the type that its own function returns.
 */
export interface Module {
  /** What other domains may use. */
  readonly services: object;
  /** Brings the database in line with the environment, before the first request. Throws `StartError` when it cannot. */
  readonly prepare?: () => Promise<void>;
  readonly jobs?: readonly Job[];
  /** What the nightly upkeep of the database does for this domain. */
  readonly upkeep?: readonly (() => Promise<unknown>)[];
  /** Tasks of this process, started after it begins to work on jobs. */
  readonly background?: readonly BackgroundTask[];
  /** Closes what the module opened when it was made. */
  readonly close?: () => Promise<void>;
}

/** The services of modules as one object, each under the name that its domain gave it. */
export type ServicesOf<Modules extends readonly Module[]> = Together<Modules[number]['services']>;

/** Every one of a union at once. */
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

export function servicesOf<const Modules extends readonly Module[]>(modules: Modules): ServicesOf<Modules> {
  // An intersection of what was assigned, which the compiler knows for two objects and not for a list.
  return Object.assign({}, ...modules.map(({ services }) => services)) as ServicesOf<Modules>;
}
