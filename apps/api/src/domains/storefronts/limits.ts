import { defineLimit } from '../../platform/limits/limit.ts';

/** So that nobody can try keys by the thousand or keep the database busy for nothing. Valid keys go on working. */
export const unknownKeys = defineLimit({
  name: 'unknown_keys',
  what: 'keys and signatures that are not valid',
  windowSeconds: 60,
  most: { address: 60, network: 300, site: 600, hub: 60_000 },
  counted: 'process',
  beyond: '429 before the key is looked up; keys that were valid before keep working',
});
