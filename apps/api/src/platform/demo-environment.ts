import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Env, readDemoEnv } from './env.ts';
import type { Undo } from './undo.ts';

/** Makes a throwaway folder, which `undo` removes, and returns the environment of a hub that has nothing else. */
export async function openDemoEnvironment(undo: Undo): Promise<Env> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-demo-'));
  undo.add(() => rm(folder, { recursive: true, force: true }));
  // The database's own user must reach it.
  await chmod(folder, 0o755);
  return readDemoEnv(folder);
}
