// Compares what browsers download for each page, in kB of brotli, with the limits: docs/PERFORMANCE.md has the reasons.
// Reads what `vite build` left in dist/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/** kB (1,000 bytes) of JavaScript for the overview, with all that is loaded before it. */
const FIRST_PAGE_LIMIT = 210;
/** kB of JavaScript that another page may add to that. */
const OTHER_PAGE_LIMIT = 60;

const ENTRY = 'index.html';
const FIRST_PAGE = 'src/ops/overview/overview-page.tsx';
const PAGE = /^src\/ops\/.*-page\.tsx$/;

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
/** @type {Record<string, { file: string, imports?: string[], css?: string[], isDynamicEntry?: boolean }>} */
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

/**
 * All chunks that are loaded with these, themselves included.
 * @param {string[]} keys
 * @param {Set<string>} [found]
 */
function withImports(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    withImports(chunk(key).imports ?? [], found);
  }
  return found;
}

/**
 * A chunk that leads back to itself: one of the circle runs before what it needs.
 * @param {string} key
 * @param {string[]} way
 * @param {Set<string>} done
 * @returns {string[] | undefined}
 */
function circleFrom(key, way, done) {
  if (way.includes(key)) return [...way.slice(way.indexOf(key)), key];
  if (done.has(key)) return undefined;
  for (const next of chunk(key).imports ?? []) {
    const circle = circleFrom(next, [...way, key], done);
    if (circle !== undefined) return circle;
  }
  done.add(key);
  return undefined;
}

/** @param {string} key */
function chunk(key) {
  const found = manifest[key];
  if (found === undefined) throw new Error(`dist/.vite/manifest.json has no ${key}`);
  return found;
}

/** @type {Map<string, number>} */
const sizes = new Map();

/**
 * The size of a file in kB of brotli.
 * @param {string} file
 */
function weightOf(file) {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = brotliCompressSync(readFileSync(join(dist, file))).length / 1000;
  sizes.set(file, size);
  return size;
}

/**
 * @param {Iterable<string>} keys
 * @param {'js' | 'css'} kind
 */
function total(keys, kind) {
  const files = new Set(
    [...keys].flatMap((key) => (kind === 'js' ? [chunk(key).file] : (chunk(key).css ?? []))),
  );
  return [...files].reduce((sum, file) => sum + weightOf(file), 0);
}

const first = withImports([ENTRY, FIRST_PAGE]);
const later = Object.keys(manifest).filter((key) => chunk(key).isDynamicEntry === true && key !== FIRST_PAGE);
const rows = later
  .map((key) => {
    const more = [...withImports([key])].filter((part) => !first.has(part));
    return {
      key,
      js: total(more, 'js'),
      css: total(more, 'css'),
      limit: PAGE.test(key) ? OTHER_PAGE_LIMIT : null,
    };
  })
  .sort((a, b) => Number(b.limit !== null) - Number(a.limit !== null) || b.js - a.js);

const firstJs = total(first, 'js');
/** @param {[string, number, number, number | null][]} lines */
const table = (lines) =>
  lines.map(
    ([name, js, css, limit]) =>
      `${name.padEnd(52)}${js.toFixed(1).padStart(8)} kB${css.toFixed(1).padStart(8)} kB${limit === null ? '' : `${limit}`.padStart(6)}`,
  );
console.log(`${'brotli'.padEnd(52)}${'script'.padStart(11)}${'style'.padStart(11)}${'limit'.padStart(6)}`);
console.log(table([['the first page', firstJs, total(first, 'css'), FIRST_PAGE_LIMIT]]).join('\n'));
if (process.argv.includes('--chunks')) {
  for (const key of [...first].sort((a, b) => weightOf(chunk(b).file) - weightOf(chunk(a).file))) {
    console.log(table([[`  ${chunk(key).file}`, weightOf(chunk(key).file), 0, null]]).join('\n'));
  }
}
console.log(
  table(rows.map(({ key, js, css, limit }) => [`+ ${key.replace(/^src\//, '')}`, js, css, limit])).join('\n'),
);

const checked = new Set();
const circle = Object.keys(manifest)
  .map((key) => circleFrom(key, [], checked))
  .find((found) => found !== undefined);
if (circle !== undefined) {
  console.error(`Files of the build import each other: ${circle.map((key) => chunk(key).file).join(' → ')}`);
  process.exitCode = 1;
}

const heavy = rows.filter(({ js, limit }) => limit !== null && js > limit).map(({ key }) => key);
if (firstJs > FIRST_PAGE_LIMIT) heavy.unshift('the first page');
if (heavy.length > 0) {
  console.error(`Too heavy: ${heavy.join(', ')}. See docs/PERFORMANCE.md, "The weight of the pages".`);
  process.exitCode = 1;
}
