// The next version: changesets write it and the changelog, and the hub keeps the script of this release, which pages may
// have pinned by its hash.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

execFileSync('npx', ['changeset', 'version'], { stdio: 'inherit' });
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
mkdirSync(at('kept'), { recursive: true });
copyFileSync(at('dist/pixel.js'), at(`kept/${version}.js`));
