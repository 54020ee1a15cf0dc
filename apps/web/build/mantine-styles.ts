import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const NAME = 'virtual:mantine-styles.css';
/** What every component stands on. */
const BASE = ['baseline', 'default-css-variables', 'global'];

/**
 * Serves the styles of the Mantine components that the sources use, and of those that these use, in Mantine's own order:
 * a third of all its styles, and no list by hand that a new component could be missing from.
 */
export function mantineStyles(): Plugin {
  const core = dirname(fileURLToPath(import.meta.resolve('@mantine/core/styles.css')));
  const sources = fileURLToPath(new URL('../src', import.meta.url));
  let isBuild = false;
  return {
    name: 'mantine-styles',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      // While somebody works on the pages, the next component may come at any time.
      const all = readFileSync(join(core, 'styles.css'), 'utf8');
      return isBuild ? stylesOf(core, all, usedComponents(sources)) : all;
    },
  };
}

/** The names that the sources import from Mantine; some are functions and types, which have no styles. */
function usedComponents(sources: string): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  return files.flatMap((file) => {
    const code = readFileSync(join(sources, file), 'utf8');
    const imports = code.matchAll(/import\s+\{([^}]*)\}\s+from '@mantine\/core'/g);
    return [...imports].flatMap(([, names = '']) => names.match(/\b[A-Z]\w+/g) ?? []);
  });
}

function stylesOf(core: string, all: string, used: readonly string[]): string {
  const names = new Set(BASE);
  const folders = new Set<string>();
  for (const name of used) addWithDependencies(join(core, 'esm/components', name), folders);
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      const name = /^(\w+)\.module\.mjs$/.exec(file)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  const styles = [...names].map((name) => {
    const css = readFileSync(join(core, 'styles', `${name}.css`), 'utf8').trim();
    const place = all.indexOf(css);
    if (place === -1)
      throw new Error(`@mantine/core/styles.css does not contain styles/${name}.css as it is`);
    return { css, place };
  });
  return styles
    .sort((one, other) => one.place - other.place)
    .map(({ css }) => css)
    .join('\n');
}

/** Adds the folder of a component, and of every component that its files import. */
function addWithDependencies(folder: string, found: Set<string>): void {
  if (found.has(folder) || !existsSync(folder)) return;
  found.add(folder);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.mjs')) continue;
    const path = join(folder, file);
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/from "(\.[^"]+)"/g)) {
      const component = /\/esm\/components\/(\w+)\//.exec(resolve(dirname(path), target))?.[1];
      if (component !== undefined)
        addWithDependencies(join(folder.replace(/components\/.*/, 'components'), component), found);
    }
  }
}
