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
  const files = new Set<string>();
  for (const name of used) addWithImports(join(core, `esm/components/${name}/${name}.mjs`), files);
  // Each of these names the classes of one file of styles.
  const modules = [...files].flatMap((file) => /(\w+)\.module\.mjs$/.exec(file)?.[1] ?? []);
  const names = new Set([...BASE, ...modules]);
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

/** Adds a file of Mantine, and every file of Mantine that it imports. */
function addWithImports(file: string, found: Set<string>): void {
  if (found.has(file) || !existsSync(file)) return;
  found.add(file);
  for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/from "(\.[^"]+)"/g)) {
    addWithImports(resolve(dirname(file), target), found);
  }
}
