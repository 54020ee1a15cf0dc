import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(HERE, 'dist');

/** What is started as a process or a thread of its own. */
const ENTRIES = [
  'src/main.ts',
  'src/web-process.ts',
  'src/cli.ts',
  ...globSync('src/**/*.{worker,entry}.ts', { cwd: HERE }),
  // The hub of tests that kill workers.
  'test/support/hub-with-short-timings.ts',
];

const nameOf = (file: string) => basename(file, '.ts');
const isEntry = (file: string) => ENTRIES.includes(relative(HERE, file));

/** Sources find files beside themselves; in the bundle they still mean those. */
function asIfInPlace(source: string, file: string): string {
  return source
    .replaceAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g, (whole, path: string) => {
      const target = resolve(dirname(file), path);
      return isEntry(target) ? `new URL('./${nameOf(target)}.js', IMPORT_META_URL)` : whole;
    })
    .replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(DIST, file))}, IMPORT_META_URL).href`)
    .replaceAll('IMPORT_META_URL', 'import.meta.url');
}

/** One bundle of the host and all that it stands on: a process starts in a sixth of the time that its sources take. */
export default defineConfig({
  entry: Object.fromEntries(ENTRIES.map((file) => [nameOf(file), file])),
  format: 'esm',
  platform: 'node',
  target: 'node22',
  splitting: true,
  clean: true,
  // These read files of their own packages, or are native.
  external: ['@fastify/static', '@fastify/swagger', '@fastify/swagger-ui', '@node-rs/argon2', 'pg-native'],
  noExternal: [/^(?!@fastify\/(?:static|swagger)|@node-rs\/|pg-native|node:)/],
  // What is CommonJS asks for Node's own modules.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  esbuildPlugins: [
    {
      name: 'as-if-in-place',
      setup(build) {
        build.onLoad({ filter: /\/(?:apps|packages)\/[^/]+\/(?:src|test)\/.*\.ts$/ }, async ({ path }) => {
          const source = await readFile(path, 'utf8');
          return source.includes('import.meta.url')
            ? { contents: asIfInPlace(source, path), loader: 'ts' }
            : undefined;
        });
      },
    },
  ],
});
