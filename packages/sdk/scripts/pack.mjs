// What `npm pack` and `pnpm pack` put into the package: `prepack` builds, and lays the documents beside the README with links
// that lead somewhere; `postpack` puts everything back.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const at = (/** @type {string} */ path) => join(root, path);
const repository = process.env.HUB_SDK_REPOSITORY;
/** pnpm publishes `publishConfig.exports` by itself, npm the exports of the sources, which are not in the package. */
const isLeftToUs = Boolean(repository) || !process.env.npm_config_user_agent?.startsWith('pnpm/');
/** Files of the repository that the package has in another form; the originals wait under this name. */
const CHANGED = ['package.json', 'README.md', 'llms.txt'];
const original = (/** @type {string} */ name) => at(`.${name}.original`);
/** Files that the package has and its folder does not. */
const ADDED = ['RECIPES.md', 'LICENSE'];

/** Links that lead on in the package: to its own files and to the recipes. Others become plain text. */
function withoutDeadLinks(/** @type {string} */ markdown, /** @type {Record<string, string>} */ known) {
  return markdown.replace(
    /(!?)\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g,
    (_, _image, text, path, anchor = '') =>
      known[path] === undefined ? text : `[${text}](${known[path]}${anchor})`,
  );
}

function restore() {
  for (const name of CHANGED) {
    if (existsSync(original(name))) renameSync(original(name), at(name));
  }
  for (const name of ADDED) rmSync(at(name), { force: true });
}

function prepare() {
  // Of a pack that was interrupted.
  restore();
  // The check has built it already.
  if (!process.env.HUB_SDK_IS_BUILT) {
    execFileSync('npm', ['run', 'build'], {
      cwd: root,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    });
  }
  const [manifest, readme, llms] = CHANGED.map((name) => {
    const text = readFileSync(at(name), 'utf8');
    writeFileSync(original(name), text);
    return text;
  });
  const recipes = readFileSync(at('../../docs/SDK.md'), 'utf8');
  const known = {
    '../../docs/SDK.md': 'RECIPES.md',
    '../packages/sdk/README.md': 'README.md',
    'README.md': 'README.md',
  };
  if (isLeftToUs) {
    writeFileSync(at('package.json'), `${JSON.stringify(published(JSON.parse(manifest ?? '')), null, 2)}\n`);
  }
  writeFileSync(at('README.md'), withoutDeadLinks(readme ?? '', known));
  writeFileSync(at('llms.txt'), withoutDeadLinks(llms ?? '', known));
  writeFileSync(at('RECIPES.md'), withoutDeadLinks(recipes, known));
  copyFileSync(at('../../LICENSE'), at('LICENSE'));
}

/** The exports of the build instead of those of the sources. */
function published(
  /** @type {Record<string, any>} */ { devDependencies: _, scripts: __, 'size-limit': ___, ...manifest },
) {
  const { exports, ...publishConfig } = manifest.publishConfig;
  return { ...manifest, exports, publishConfig: { ...publishConfig, exports }, ...places() };
}

/** Where the package comes from is what the workflow that publishes it says: npm's provenance compares both. */
function places() {
  if (!repository) return {};
  return {
    repository: { type: 'git', url: `git+${repository}.git`, directory: 'packages/sdk' },
    homepage: `${repository}/tree/main/packages/sdk#readme`,
    bugs: `${repository}/issues`,
  };
}

if (process.argv[2] === 'after') restore();
else prepare();
