import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../doc-blocks.ts';
import { attempt, type Place, run } from './workshop.ts';

/** The example as its README says: packed beside it, installed by npm, built by Vite. */
export const inVite: Place = async ({ folder, tarball, tell }) => {
  cpSync(join(ROOT, 'examples', 'storefront'), folder, { recursive: true });
  cpSync(tarball, join(folder, basename(tarball)));
  attempt(tell, 'npm install in examples/storefront', () => {
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  });
  attempt(tell, 'vite build', () => {
    run('npm', ['run', 'build'], folder, { VITE_HUB_URL: 'https://hub.example', VITE_HUB_KEY: 'pk_1' });
    const assets = join(folder, 'dist', 'assets');
    const script = readdirSync(assets).find((name) => name.endsWith('.js')) ?? '';
    if (!readFileSync(join(assets, script), 'utf8').includes('/api/affiliates/track/'))
      throw new Error('no tracker');
  });
};
