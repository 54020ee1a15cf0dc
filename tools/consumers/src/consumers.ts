// The packed SDK where strangers use it: versions of TypeScript and of its peers, runtimes, frameworks, bundlers. Takes
// minutes and gigabytes, so it is a command of its own, run before a release. `--only=typescript,next` runs some.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './doc-blocks.ts';
import { inNext } from './places/next.ts';
import { inRuntimes } from './places/runtimes.ts';
import { inTypescript, withOldestPeers } from './places/typescript.ts';
import { inVite } from './places/vite.ts';
import { inWorkers } from './places/workers.ts';
import { type Place, run } from './places/workshop.ts';

const places: Record<string, Place> = {
  typescript: inTypescript,
  peers: withOldestPeers,
  runtimes: inRuntimes,
  workers: inWorkers,
  next: inNext,
  vite: inVite,
};

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const wanted = only?.split(',') ?? Object.keys(places);
const work = mkdtempSync(join(tmpdir(), 'hub-consumers-'));
let failures = 0;
try {
  run('npm', ['pack', '--pack-destination', work], join(ROOT, 'packages', 'sdk'));
  const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '');
  for (const name of wanted) {
    const place = places[name];
    if (place === undefined) throw new Error(`there is no "${name}": ${Object.keys(places).join(', ')}`);
    const tell = (what: string, problem?: unknown) => {
      if (problem !== undefined) failures++;
      console.log(
        `${problem === undefined ? 'ok    ' : 'FAILED'} ${name}: ${what}${problem === undefined ? '' : `\n${problem}`}`,
      );
    };
    await place({ folder: mkdtempSync(join(work, `${name}-`)), tarball, tell }).catch((error) =>
      tell('set-up', error instanceof Error ? error.message : error),
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failures === 0 ? 'The package works in all of them.' : `${failures} failed.`);
process.exit(failures === 0 ? 0 : 1);
