import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Env, readEnv } from './env.ts';
import type { Undo } from './undo.ts';

/** What a demo takes from the environment: nothing by which it could reach a database, a folder or people. */
const TAKEN = ['PORT', 'HOST', 'LOG_LEVEL', 'TIME_ZONE', 'CURRENCY'];

/** Makes a throwaway folder, which `undo` removes, and returns the environment of a hub that has nothing else. */
export async function openDemoEnvironment(undo: Undo): Promise<Env> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-demo-'));
  undo.add(() => rm(folder, { recursive: true, force: true }));
  // The database's own user must reach it.
  await chmod(folder, 0o755);
  const taken = TAKEN.map((name) => [name, process.env[name]]);
  return readEnv({ ...Object.fromEntries(taken), DATA_DIR: folder, SEED_SAMPLES: '0' });
}
